// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage

/// What kbuild's top makefile hands to the makefiles below it, for one kernel.
///
/// Before it does anything the top makefile asks the compiler some thirty
/// questions (`cc-option`), which takes longer than building a module. The answers
/// are in the environment of the makefiles below. It is recorded when the runtime
/// is compiled, once for a kernel; modules are then built by the makefiles below
/// alone, in the order of the top makefile's `modules` (checked on 6.1: the same
/// bytes come out).
struct KbuildEnvironment: Equatable {
    private let variables: [String: String]

    /// Stands for the module's directory in what is stored.
    private static let placeholder = "@DIRECTORY@"
    private static let file = "kbuild.environment"
    private static let recording = "kbuild.recording"
    private static let ownOfMake: Set<String> = [
        "MAKEFLAGS", "MFLAGS", "MAKEOVERRIDES", "MAKELEVEL", "MAKE_TERMOUT", "MAKE_TERMERR",
        "PWD", "OLDPWD", "SHLVL", "_",
    ]

    /// A line of a Kbuild file that has the environment recorded.
    static let recordingLine = "$(shell env -0 > $(src)/\(recording))\n"

    /// What kbuild set itself, of the environment that it recorded in `directory`.
    ///
    /// - Parameter inherited: what it was started with; the user's own matters
    ///   are not to be kept.
    init(recorded: [UInt8], inherited: [UInt8], directory: FilePath) {
        let own = Self.parse(inherited)
        variables = Self.parse(recorded).filter { name, value in
            own[name] != value && !Self.ownOfMake.contains(name)
        }.mapValues { $0.replacing(directory.string, with: Self.placeholder) }
    }

    /// The stored environment of a runtime's directory; nil when none was recorded.
    init?(in directory: FilePath) {
        guard let bytes = try? Files.read(directory.appending(Self.file)) else { return nil }
        variables = Self.parse(bytes)
    }

    /// Stores beside the runtime what `recordingLine` had recorded there.
    static func keep(in directory: FilePath) async throws {
        let raw = directory.appending(recording)
        guard Files.exists(raw) else { return }
        let inherited = try await Command("env", ["-0"]).runChecked(timeout: 60).output
        let environment = KbuildEnvironment(
            recorded: try Files.read(raw), inherited: inherited, directory: directory)
        try Files.remove(raw)
        try Files.write(environment.bytes, to: directory.appending(file))
    }

    /// `NAME=value`, each with a NUL behind it, as env(1) writes them.
    var bytes: [UInt8] {
        variables.sorted { $0.key < $1.key }.flatMap { Array("\($0.key)=\($0.value)\0".utf8) }
    }

    private static func parse(_ bytes: [UInt8]) -> [String: String] {
        let pairs = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            .compactMap { text in
                text.firstIndex(of: "=").map {
                    (String(text[..<$0]), String(text[text.index(after: $0)...]))
                }
            }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    /// Compile and link the module's objects, resolve its symbols, link the .ko.
    func commands(buildingIn directory: FilePath, source: FilePath) -> [Command] {
        let environment = variables.mapValues {
            $0.replacing(Self.placeholder, with: directory.string)
        }
        let jobs = "-j\(Surroundings.processorCount)"
        let steps = [
            ["Makefile.build", "obj=\(directory)", "need-builtin=", "need-modorder=1"],
            ["Makefile.modpost"], ["Makefile.modfinal"],
        ]
        return steps.map { step in
            Command(
                "make",
                ["-rRs", "--no-print-directory", jobs, "-f", "scripts/\(step[0])"]
                    + step.dropFirst(), environment: environment, in: source)
        }
    }
}
