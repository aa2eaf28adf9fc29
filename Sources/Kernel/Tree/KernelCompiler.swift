// SPDX-License-Identifier: Apache-2.0
import Support

/// The compiler a kernel was built with, as its configuration tells it.
struct KernelCompiler: Equatable {
    /// The command, such as `gcc-12`.
    var command: String
    /// First line of its `--version`.
    var version: String
}

extension KernelCompiler {
    /// Reads CONFIG_CC_VERSION_TEXT, which is the first line that the compiler's
    /// `--version` printed (scripts/Kconfig.include); it begins with the name
    /// under which the compiler was called.
    init(configuration: String) throws(KernelTreeError) {
        let prefix = "CONFIG_CC_VERSION_TEXT=\""
        guard let line = configuration.split(separator: "\n").first(where: { $0.hasPrefix(prefix) })
        else { throw .configurationLacks(option: "CONFIG_CC_VERSION_TEXT") }
        version = String(line.dropFirst(prefix.count).dropLast())
        command = String(version.prefix { $0 != " " })
        guard command.contains("gcc") else { throw .compilerUnsupported(version) }
    }

    /// Another version makes other code: then nothing that was checked against
    /// vmlinux holds.
    func requireInstalled() async throws {
        let text: String
        do {
            let call = Command(command, ["--version"], environment: ["LC_ALL": "C"])
            text = try await call.runChecked(timeout: 60).text
        } catch SystemError.commandMissing {
            throw KernelTreeError.compilerMissing(command)
        }
        let found = String(text.prefix { $0 != "\n" })
        guard found == version else {
            throw KernelTreeError.compilerDiffers(
                command: command, kernel: version, found: found)
        }
    }
}
