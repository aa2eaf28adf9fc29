// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import ELF
@testable import Kernel
@testable import Support

@Suite struct ExpectedDifferencesTests {
    private static func function(_ name: String, _ body: String) -> String {
        ".type \(name), @function\n\(name):\n\(body)\n.size \(name), . - \(name)\n"
    }

    private static let vmlinux = SyntheticVmlinux(
        code: function("leaves", "nop\njmp target")
            + function("branches", "test %eax, %eax\nje target\nret")
            + function("loops", "1: dec %eax\njne 1b\nret")
            + function("far", ".byte 0xe9\n.long target - . - 4")
            + function("target", "ret"))

    private func object() async throws -> ELFImage {
        let directory = try Files.makeTemporaryDirectory("object")
        defer { try? Files.remove(directory) }
        let text = Self.function("switches", "call variant_switch") + Self.function("far", "ret")
        try Files.write(text.utf8, to: directory.appending("unit.s"))
        try await Command("as", ["-o", "unit.o", "unit.s"], in: directory).runChecked(timeout: 60)
        return try ELFImage(bytes: try Files.read(directory.appending("unit.o")))
    }

    @Test(arguments: [
        ("leaves", true), ("branches", true), ("loops", false), ("far", false),
        ("target", false), ("switches", true), ("absent", false),
    ])
    func `only short exits and the runtime's symbols explain another size`(
        _ function: String, _ isExpected: Bool
    ) async throws {
        let object = try await object()
        try await Self.vmlinux.link { path in
            let expected = ExpectedDifferences(object, try KernelImage(path))
            #expect(expected.contains(function) == isExpected)
        }
    }
}
