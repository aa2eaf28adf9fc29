// SPDX-License-Identifier: Apache-2.0
import ELF
import Manifest
import Support

extension FactsAssembly {
    /// Every reference in the image to one of the functions' entries, in address
    /// order.
    func references(
        to functions: Functions, _ variables: [KernelFacts.Variable]
    ) throws -> [KernelFacts.Reference] {
        let files = Dictionary(
            variables.map { (Place(section: $0.section, address: $0.address), $0.file) },
            uniquingKeysWith: { first, _ in first })
        let targets = AddressSet(Set(functions.byEntry.keys))
        let scanned = ScannedSections(image, index)
        let hasRelocations = scanned.hasRelocations
        let scan = CodeScan(
            targets: targets, tailCallEnds: Set(debug.units.flatMap(\.tailCallEnds)),
            scansImmediates: !hasRelocations)
        var raw: Set<RawReference> = []
        for section in scanned.codeSections {
            raw.formUnion(
                try image.withBytes(of: section) {
                    scan.references(in: $0, at: section.address, section: section.index)
                })
            if hasRelocations {
                raw.formUnion(try scanned.relocated(in: section, to: targets))
            }
        }
        for section in scanned.dataSections {
            raw.formUnion(
                try hasRelocations
                    ? scanned.relocated(in: section, to: targets)
                    : scanned.pointers(in: section, to: targets))
        }
        return raw.sorted { ($0.address, $0.target) < ($1.address, $1.target) }.compactMap {
            reference($0, functions, files)
        }
    }

    /// Addresses alone are not enough: per-CPU ones start at 0.
    private struct Place: Hashable {
        var section: String
        var address: UInt64
    }

    private func reference(
        _ raw: RawReference, _ functions: Functions, _ files: [Place: String]
    ) -> KernelFacts.Reference? {
        // What is referred to has an entry, and so a symbol.
        guard let target = functions.byEntry[raw.target].flatMap({ functions.listed[$0].symbol })
        else { return nil }
        let isData = raw.kind == .addressInData
        let section = image.sections[raw.section].name
        let source =
            isData
            ? index.object(holding: raw.address, section: raw.section)
            : index.function(holding: raw.address)
        let entry = source.map { functions.owners[$0.value] ?? $0.value } ?? 0
        let kind: ReferenceKind =
            switch raw.kind {
            case .call: .call
            case .addressInCode: .addressInCode
            case .addressInData: .addressInData
            }
        return KernelFacts.Reference(
            kind: kind, target: target, targetAddress: raw.target,
            source: source.map { name(of: $0, functions) } ?? section,
            sourceFile: isData
                ? files[Place(section: section, address: entry)].flatMap { $0.isEmpty ? nil : $0 }
                : self.sourceFile(of: entry, at: raw.address, functions),
            address: raw.address, section: section, sourceAddress: entry)
    }

    /// The function's own symbol where it has aliases.
    private func name(of symbol: ELFImage.Symbol, _ functions: Functions) -> String {
        functions.byEntry[symbol.value].flatMap { functions.listed[$0].symbol } ?? symbol.name
    }

    func sourceFile(
        of entry: UInt64, at address: UInt64, _ functions: Functions
    ) -> String? {
        if let place = functions.byEntry[entry] { return functions.listed[place].file }
        return debug.unitName(holding: address)
    }
}
