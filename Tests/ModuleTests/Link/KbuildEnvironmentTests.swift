// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Module
@testable import Support

@Suite struct KbuildEnvironments {
    private func bytes(_ list: [String]) -> [UInt8] { list.flatMap { Array("\($0)\0".utf8) } }

    /// The user's own variables may be secret, and make's belong to one run of it.
    @Test func `only what kbuild set is kept, and its directory is left open`() {
        let environment = KbuildEnvironment(
            recorded: bytes([
                "TOKEN=secret", "PATH=/bin", "LANG=C", "MAKEFLAGS=rR -- CC=gcc", "M=/old/run",
                "KBUILD_CFLAGS=-O2 -ffile-prefix-map=/old/run/= -Da=b", "quiet=silent_",
            ]),
            inherited: bytes(["TOKEN=secret", "PATH=/bin", "LANG=de_DE"]), directory: "/old/run")
        #expect(
            environment.bytes
                == bytes([
                    "KBUILD_CFLAGS=-O2 -ffile-prefix-map=@DIRECTORY@/= -Da=b", "LANG=C",
                    "M=@DIRECTORY@", "quiet=silent_",
                ]))
        let commands = environment.commands(buildingIn: "/new", source: "/kernel")
        #expect(
            commands.map { $0.arguments.filter { $0.hasPrefix("scripts/") } } == [
                ["scripts/Makefile.build"], ["scripts/Makefile.modpost"],
                ["scripts/Makefile.modfinal"],
            ])
        #expect(commands[0].arguments.contains("obj=/new"))
        #expect(commands.allSatisfy { $0.workingDirectory == "/kernel" })
        #expect(
            commands[2].environment == [
                "KBUILD_CFLAGS": "-O2 -ffile-prefix-map=/new/= -Da=b", "LANG": "C", "M": "/new",
                "quiet": "silent_",
            ])
    }

    @Test func `what a makefile records is stored and read again`() async throws {
        let directory = try Files.makeTemporaryDirectory("kbuild")
        defer { try? Files.remove(directory) }
        #expect(KbuildEnvironment(in: directory) == nil)
        try await KbuildEnvironment.keep(in: directory)
        #expect(KbuildEnvironment(in: directory) == nil)
        let makefile = "export ANSWER := 42\nall:\n\t$(MAKE) -f below\n"
        try Files.write(makefile.utf8, to: directory.appending("Makefile"))
        try Files.write(
            "src := \(directory)\n\(KbuildEnvironment.recordingLine)all:;\n".utf8,
            to: directory.appending("below"))
        try await Command("make", ["-s"], in: directory).runChecked(timeout: 60)
        try await KbuildEnvironment.keep(in: directory)
        let stored = try #require(KbuildEnvironment(in: directory))
        #expect(stored.bytes == bytes(["ANSWER=42"]))
        #expect(try Files.list(directory).sorted() == ["Makefile", "below", "kbuild.environment"])
    }
}
