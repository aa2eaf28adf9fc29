// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import ELF
@testable import Kernel
@testable import RPM
@testable import Support

@Suite struct ProgramIdentityTests {
    @Test func `a program is identified by its content, not by its file`() async throws {
        let directory = try Files.makeTemporaryDirectory("program")
        defer { try? Files.remove(directory) }
        let copy = directory.appending("copy")
        try Files.copy("/usr/bin/env", to: copy)
        try await Command("touch", ["-d", "2001-01-01", copy.string]).runChecked(timeout: 60)
        let identity = try ProgramIdentity.of("/usr/bin/env")
        #expect(try ProgramIdentity.of(copy) == identity)
        #expect(identity == (try ELFImage(bytes: Files.read(copy)).buildID))
    }

    @Test func `what has no build id is identified by its digest`() throws {
        let directory = try Files.makeTemporaryDirectory("program")
        defer { try? Files.remove(directory) }
        for text in ["", "#!/bin/sh\n", String(repeating: "\u{7f}", count: 4096)] {
            let file = directory.appending("script")
            try Files.write(text.utf8, to: file)
            #expect(try ProgramIdentity.of(file) == SHA256.hex(of: text))
        }
    }
}
