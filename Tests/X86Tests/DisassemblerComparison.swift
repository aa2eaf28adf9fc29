// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing
@testable import Support
@testable import X86

/// One line of `objdump -d -w --insn-width=15`:
/// `  401000:⇥e8 0b 00 00 00 ⇥call   401010 <main>`.
private struct DisassembledLine {
    var address: UInt64
    var bytes: [UInt8]
    var words: [Substring]
    var target: UInt64?

    init?(_ line: Substring.UTF8View.SubSequence) {
        let fields = line.split(separator: UInt8(ascii: "\t"))
        guard fields.count == 3, let colon = fields[0].firstIndex(of: UInt8(ascii: ":")),
            let address = UInt64(
                Substring(fields[0][..<colon].drop { $0 == UInt8(ascii: " ") }), radix: 16)
        else { return nil }
        self.address = address
        bytes = fields[1].split(separator: UInt8(ascii: " ")).compactMap {
            UInt8(Substring($0), radix: 16)
        }
        let prefixes: Set<Substring> = ["bnd", "notrack", "cs", "ds", "es", "ss"]
        words = Substring(fields[2]).split(separator: " ").filter { !prefixes.contains($0) }
        let first = words.first ?? ""
        if first.hasPrefix("j") || first.hasPrefix("call"), words.count > 1 {
            target = UInt64(words[1], radix: 16)
        }
    }

    /// What objdump itself does not know, or shows as one although it is two:
    /// fwait and its neighbour.
    var isOdd: Bool {
        words.contains("(bad)") || words.first?.hasPrefix(".byte") == true
            || words.first?.hasPrefix("rex") == true || bytes.first == 0x9b
    }
}

@Suite struct DisassemblerComparison {
    /// objdump's own code, or the file that SCHED_TEST_CODE names: a vmlinux takes
    /// minutes in a debug build.
    @Test func `boundaries and targets agree`() async throws {
        let file = getenv("SCHED_TEST_CODE").map { String(cString: $0) } ?? "/proc/self/exe"
        let result = try await Command(
            "objdump", ["-d", "-w", "--insn-width=15", "-j", ".text", file]
        ).runChecked(limit: 2 << 30)
        var count = 0
        for text in result.text.utf8.split(separator: UInt8(ascii: "\n")) {
            guard let line = DisassembledLine(text), !line.isOdd else { continue }
            count += 1
            let decoder = Decoder(
                line.bytes + [UInt8](repeating: 0xcc, count: 4), address: line.address)
            let instruction = try? decoder.instruction(at: line.address)
            let isSame =
                instruction?.length == line.bytes.count
                && (line.target == nil || instruction?.branchTarget == line.target)
            if !isSame { Issue.record("\(String(text) ?? ""): \(String(describing: instruction))") }
        }
        #expect(count > 1000)
    }
}
