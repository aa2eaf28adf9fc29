// SPDX-License-Identifier: Apache-2.0
import ELF

extension SiteReader {
    /// What vmlinux has under a name, as `function at 0x… of kernel/fork.c`, in
    /// address order. Of data nothing tells the file but gcc's `.file` symbols,
    /// which name it without its directory.
    ///
    /// - Throws: `FactsError`, `ELFError`.
    package func places(of name: String) throws -> [String] {
        var file = ""
        var found: [(symbol: ELFImage.Symbol, file: String)] = []
        for symbol in image.symbols {
            if symbol.type == .file { file = symbol.name }
            guard symbol.name == name, symbol.isInSection, symbol.type != .section else { continue }
            found.append((symbol, symbol.binding == .local ? file : ""))
        }
        guard found.count > 1 else { return found.map { describe($0.symbol, $0.file) } }
        let code = try kernel.code()
        return found.sorted { $0.symbol.value < $1.symbol.value }.map { symbol, file in
            describe(symbol, code.unitName(holding: symbol.value) ?? file)
        }
    }

    private func describe(_ symbol: ELFImage.Symbol, _ file: String) -> String {
        let what = symbol.type == .function ? "a function" : "a variable"
        let place = "\(what) at 0x\(String(symbol.value, radix: 16))"
        return file.isEmpty ? place : "\(place) of \(file)"
    }
}
