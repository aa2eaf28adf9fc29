// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Boundary
@testable import Kernel
@testable import Module
@testable import Support

@Suite struct Registrations {
    static let stock = """
        void make_file(int), remove_file(void), add_notifier(int), set_timer(int);
        int own(int a) { make_file(a); return a; }
        int enter(int a) { return own(a) + 1; }

        """

    private func check(_ text: String) async throws -> [Diagnostic] {
        let registrations: [BoundaryRecipe.Registration] = [
            .init(
                what: "a file", kind: .file, register: [Glob("make_*")],
                unregister: [Glob("remove_file")]),
            .init(
                what: "a notifier", kind: .lasting, register: [Glob("add_notifier")],
                unregister: [Glob("remove_notifier")]),
            .init(
                what: "a timer", kind: .timer, register: [Glob("set_timer")],
                unregister: [Glob("stop_timer")]),
        ]
        return try RegistrationCheck(
            registrations: registrations, hooks: (load: "begin", unload: "end"),
            lines: PatchedLines()
        ).diagnostics(
            stock: [try await Compiled(Self.stock).object],
            variant: [try await Compiled(Self.stock + text).object])
    }

    static let noinline = "__attribute__((noinline)) "

    @Test(
        arguments: [
            ("", []),
            ("int begin(void) { make_file(1); return 0; } void end(void) { remove_file(); }", []),
            (
                "int begin(void) { make_file(1); return 0; } void end(void) { }",
                [.controlFileLeft]
            ),
            (
                "int begin(void) { make_file(1); return 0; }",
                [.hookUnpaired, .controlFileLeft]
            ),
            ("void end(void) { }", [.hookUnpaired]),
            ("int other(void) { make_file(1); return 0; }", [.newControlFile]),
            ("int other(void) { add_notifier(1); return 0; }", [.newRegistration]),
            ("int other(void) { set_timer(1); return 0; }", []),
            (
                "int begin(void) { set_timer(1); return 0; } void end(void) { }",
                [.registrationLeft]
            ),
            (
                "\(noinline)static void help(void) { make_file(2); } int begin(void) { help(); return 0; } \(noinline)static void undo(void) { remove_file(); } void end(void) { undo(); }",
                []
            ),
            (
                "\(noinline)static void help(void) { make_file(2); } int begin(void) { help(); return 0; } void end(void) { remove_file(); } int other(void) { help(); return 0; }",
                [.newControlFile]
            ),
        ] as [(String, [DiagnosticCode])])
    func `only the load hook registers, and the unload hook takes back`(
        _ text: String, _ codes: [DiagnosticCode]
    ) async throws {
        #expect(try await check(text).map(\.code) == codes)
    }
}

/// A hook and what only it needs may store addresses of the module's functions;
/// the scheduler itself may not.
@Suite struct Hooks {
    private func extract(_ text: String) async throws -> ExtractedObject {
        var request = ExtractionRequest(
            objects: [try await Compiled(text).object], boundary: SmallKernel.boundary(),
            facts: SmallKernel.facts(), classTables: [], runtimeEntries: [],
            runtimeVariables: [], runtimeSymbols: [])
        request.hooks = ["begin", "end"]
        return try Extractor.extract(request)
    }

    static let file = """
        extern void *hook;
        static int show(void) { return 1; }
        static int (*const methods[])(void) = { show };
        int enter(void) { return 1; }

        """

    @Test func `a hook's methods are the module's`() async throws {
        let object = try await extract(
            Self.file + "int begin(void) { hook = (void *)methods; return 0; } void end(void) { }")
        #expect(object.hooks == ["begin", "end"])
        #expect(object.functions.contains { $0.hasSuffix("show") })
    }

    @Test func `without hooks nothing changes`() async throws {
        #expect(try await extract(Self.file).hooks == [])
    }

    @Test func `the scheduler's own methods are refused all the same`() async throws {
        let text = """
            extern void *hook;
            static int show(void) { return 1; }
            static int (*const methods[])(void) = { show };
            int enter(void) { hook = (void *)methods; return 1; }
            int begin(void) { hook = (void *)methods; return 0; } void end(void) { }
            """
        await #expect(throws: DiagnosticsError.self) { try await extract(text) }
    }
}

@Suite struct AmbiguousNames {
    @Test(arguments: [(1, .undefinedSymbol), (2, .ambiguousSymbol)] as [(Int, DiagnosticCode)])
    func `several symbols of a name are listed`(_ count: Int, _ code: DiagnosticCode) async throws {
        var request = ExtractionRequest(
            objects: [
                try await Compiled("void twice(void); int enter(void) { twice(); return 1; }")
                    .object
            ],
            boundary: SmallKernel.boundary(), facts: SmallKernel.facts(), classTables: [],
            runtimeEntries: [], runtimeVariables: [], runtimeSymbols: [])
        let directory = try Files.makeTemporaryDirectory("ambiguous")
        defer { try? Files.remove(directory) }
        request.sites = SiteReader(
            try KernelImage(try await Self.vmlinux(count, in: directory)))
        let error = try #require(throws: DiagnosticsError.self) { try Extractor.extract(request) }
        #expect(error.diagnostics.map(\.code) == [code])
        let notes = error.diagnostics[0].notes
        #expect(notes.count == (count == 2 ? 2 : 0))
        #expect(notes.allSatisfy { $0.hasPrefix("a function at 0x") && $0.contains("unit") })
    }

    /// A program with as many units, each with a static function `twice`.
    private static func vmlinux(_ count: Int, in directory: FilePath) async throws -> FilePath {
        let units = (0..<count).map { "unit\($0).c" }
        for (index, unit) in units.enumerated() {
            try Files.write(
                "__attribute__((noipa)) static int twice(void) { return \(index); }\nint use\(index)(void) { return twice(); }\n"
                    .utf8, to: directory.appending(unit))
        }
        try await Command(
            "gcc",
            ["-g", "-O2", "-static", "-nostdlib", "-Wl,-e,use0", "-o", "vmlinux"] + units,
            in: directory
        ).runChecked(timeout: 60)
        return directory.appending("vmlinux")
    }
}
