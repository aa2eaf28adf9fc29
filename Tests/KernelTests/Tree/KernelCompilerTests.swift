// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Kernel

@Suite struct KernelCompilerTests {
    @Test(arguments: [
        ("gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0", "gcc-12"),
        ("x86_64-linux-gnu-gcc-14 (Debian 14.2.0-19) 14.2.0", "x86_64-linux-gnu-gcc-14"),
    ])
    func `the configuration names it`(_ text: String, _ command: String) throws {
        let configuration = "#\nCONFIG_A=y\nCONFIG_CC_VERSION_TEXT=\"\(text)\"\nCONFIG_B=m\n"
        let compiler = try KernelCompiler(configuration: configuration)
        #expect(compiler == KernelCompiler(command: command, version: text))
    }

    @Test func `a configuration without one is refused`() {
        #expect(throws: KernelTreeError.configurationLacks(option: "CONFIG_CC_VERSION_TEXT")) {
            try KernelCompiler(configuration: "# CONFIG_CC_VERSION_TEXT=\"gcc\"\n")
        }
    }

    @Test func `clang is refused`() {
        let text = "Debian clang version 19.1.7"
        #expect(throws: KernelTreeError.compilerUnsupported(text)) {
            try KernelCompiler(configuration: "CONFIG_CC_VERSION_TEXT=\"\(text)\"\n")
        }
    }

    @Test func `one that is not installed is named`() async {
        let compiler = KernelCompiler(command: "gcc-no-such", version: "gcc-no-such 1")
        await #expect(throws: KernelTreeError.compilerMissing("gcc-no-such")) {
            try await compiler.requireInstalled()
        }
    }

    /// `env --version` stands for a compiler of another version.
    @Test func `another version is refused`() async throws {
        let compiler = KernelCompiler(command: "env", version: "gcc-12 (Debian) 12.2.0")
        let error = await #expect(throws: KernelTreeError.self) {
            try await compiler.requireInstalled()
        }
        guard case .compilerDiffers("env", "gcc-12 (Debian) 12.2.0", let found) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!found.isEmpty && !found.contains("\n"))
    }
}
