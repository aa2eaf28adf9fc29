// SPDX-License-Identifier: Apache-2.0

extension ObjectFile {
    /// Refuses what libelf would write all the same: indexes out of range,
    /// sizes and alignments that contradict the content.
    func validate() throws(ELFWriterError) {
        for section in sections { try validate(section) }
        for symbol in symbols { try validate(symbol) }
    }

    private func validate(_ section: Section) throws(ELFWriterError) {
        let name = section.name
        if section.name.utf8.contains(0) {
            throw .invalidObject(reason: "a section name contains NUL")
        }
        if section.alignment & (section.alignment &- 1) != 0 {
            throw .invalidObject(
                reason: "alignment \(section.alignment) of section \(name) is no power of two")
        }
        if section.type == 8 ? !section.bytes.isEmpty : section.size != section.bytes.count {
            throw .invalidObject(
                reason: "section \(name) is \(section.size) bytes long and has "
                    + "\(section.bytes.count) bytes of content")
        }
        if let link = section.link, !sections.indices.contains(link) {
            throw .invalidObject(
                reason: "section \(name) is linked to section \(link) of \(sections.count)")
        }
        for relocation in section.relocations {
            try validate(relocation, in: section)
        }
    }

    private func validate(
        _ relocation: Relocation, in section: Section
    ) throws(ELFWriterError) {
        guard symbols.indices.contains(relocation.symbol) else {
            throw .invalidObject(
                reason: "relocation at \(section.name)+\(relocation.offset) names symbol "
                    + "\(relocation.symbol) of \(symbols.count)")
        }
        guard relocation.offset < UInt64(section.bytes.count) else {
            throw .invalidObject(
                reason: "relocation at \(section.name)+\(relocation.offset) is behind the end")
        }
    }

    private func validate(_ symbol: Symbol) throws(ELFWriterError) {
        if symbol.name.utf8.contains(0) {
            throw .invalidObject(reason: "a symbol name contains NUL")
        }
        if case .section(let index) = symbol.place, !sections.indices.contains(index) {
            throw .invalidObject(
                reason: "symbol \(symbol.name) is in section \(index) of \(sections.count)")
        }
        if symbol.type == .section {
            guard case .section = symbol.place, symbol.binding == .local else {
                throw .invalidObject(reason: "a section symbol must be local and in a section")
            }
        }
    }
}
