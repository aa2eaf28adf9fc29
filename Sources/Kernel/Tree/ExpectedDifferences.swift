// SPDX-License-Identifier: Apache-2.0
import Contract
import ELF
import Support
import X86

/// Functions of an unmodified unit that may have another size than in vmlinux,
/// because the unit is compiled as a variant's is:
///
///   - with a section for each function (-ffunction-sections). A jump from one
///     function to another nearby takes two bytes in vmlinux, and five or six
///     where the assembler does not know the distance;
///   - with recipes/runtime/boundary-prefix.h ahead, which gives some functions
///     references to symbols of the runtime.
struct ExpectedDifferences {
    /// By how many bytes a rebuilt function may be larger: a jump grows by three or
    /// four, and may push a second one out of its short range. Seen on 6.1: 3 to 5.
    static let bytes: ClosedRange<Int64> = 1...16

    private let referring: Set<String>
    private let vmlinux: KernelImage

    /// - Parameter object: the rebuilt unit.
    init(_ object: ELFImage, _ vmlinux: KernelImage) {
        self.vmlinux = vmlinux
        referring = Self.functions(
            of: object, referringTo: RuntimeContract.current.providedSymbols)
    }

    func contains(_ symbol: String) -> Bool {
        referring.contains(symbol) || leavesByShortJump(symbol)
    }

    private static func functions(
        of object: ELFImage, referringTo names: Set<String>
    ) -> Set<String> {
        var found: Set<String> = []
        for section in object.sections where section.isExecutable {
            let places = (try? object.relocations(for: section)) ?? []
            let marked = places.filter { names.contains(object.symbols[$0.symbolIndex].name) }
                .map(\.offset)
            guard !marked.isEmpty else { continue }
            for symbol in object.symbols
            where symbol.type == .function && symbol.sectionIndex == section.index {
                let body = symbol.value..<symbol.value &+ symbol.size
                if marked.contains(where: body.contains) { found.insert(symbol.name) }
            }
        }
        return found
    }

    /// Of several functions of that name, whether one does.
    private func leavesByShortJump(_ symbol: String) -> Bool {
        vmlinux.elf.symbols.contains {
            $0.name == symbol && $0.type == .function && hasShortExit($0)
        }
    }

    private func hasShortExit(_ symbol: ELFImage.Symbol) -> Bool {
        let body = symbol.value..<symbol.value &+ symbol.size
        guard
            let code = try? vmlinux.elf.read(virtualAddress: symbol.value, count: Int(symbol.size)),
            let instructions = try? Decoder(code, address: symbol.value).instructions()
        else { return false }
        return instructions.contains { instruction in
            instruction.length == 2
                && instruction.branchTarget.map { !body.contains($0) } == true
        }
    }
}
