// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Boundary
@testable import Kernel
@testable import Manifest
@testable import Module
@testable import Support

/// What a test says of vmlinux and of the boundary, and the sources of a variant
/// for it. Functions and variables get addresses of their own, one page apart.
struct SyntheticKernel: Sendable {
    static let core = "kernel/sched/core.c"
    static let fair = "kernel/sched/fair.c"
    static let textBase: UInt64 = 0xffff_ffff_8100_0000
    static let dataBase: UInt64 = 0xffff_ffff_8280_0000

    var functions: [Boundary.Function] = []
    var variables: [Boundary.Variable] = []
    var globals: [String: KernelFacts.Symbol] = [:]
    var redirects: [String] = []
    var classTables: [String] = []
    var runtimeEntries: [String] = []
    var runtimeVariables: [String] = []
    var runtimeSymbols: Set<String> = []

    /// A function of vmlinux. One that is called from outside is redirected;
    /// `isStatic` keeps it out of the global names.
    @discardableResult
    mutating func function(
        _ name: String, _ class: Boundary.FunctionClass, unit: String = core,
        isStatic: Bool = false, isExported: Bool = false
    ) -> UInt64 {
        let address = Self.textBase + UInt64(functions.count + 1) * 0x1000
        functions.append(
            .init(
                name: name, symbol: name, file: unit, line: 10 * (functions.count + 1), unit: unit,
                class: `class`,
                reasons: [.referrer(.init(kind: .call, source: "outside", file: "kernel/fork.c"))],
                address: address, size: 0x40, sympos: isStatic ? 1 : 0, siteOffset: nil))
        if `class` == .interface || `class` == .callback { redirects.append(name) }
        if !isStatic { symbol(name, at: address, .function, isExported: isExported) }
        return address
    }

    @discardableResult
    mutating func variable(
        _ name: String, _ ownership: Boundary.Variable.Ownership, unit: String = core,
        isStatic: Bool = false, isExported: Bool = false, section: String = ".data"
    ) -> UInt64 {
        let address = Self.dataBase + UInt64(variables.count + 1) * 0x1000
        variables.append(
            .init(
                name: name, symbol: name, file: unit, line: variables.count + 1, unit: unit,
                ownership: ownership, class: .shared, address: address, size: 8, section: section))
        if !isStatic { symbol(name, at: address, .object, isExported: isExported) }
        return address
    }

    /// A name of vmlinux that the boundary says nothing of.
    mutating func symbol(
        _ name: String, at address: UInt64, _ kind: KernelFacts.Symbol.Kind,
        isExported: Bool = false
    ) {
        globals[name] = .init(
            address: address, size: 8, kind: kind, isWeak: false,
            section: kind == .function ? ".text" : ".data", isExported: isExported)
    }

    // MARK: Extracting

    /// Compiles the units and extracts what the variant owns.
    func extract(_ sources: [String: String]) async throws -> ExtractedObject {
        try Extractor.extract(try await request(sources))
    }

    /// `kernel/sched/core.c` alone.
    func extract(_ source: String) async throws -> ExtractedObject {
        try await extract([Self.core: source])
    }

    func request(_ sources: [String: String]) async throws -> ExtractionRequest {
        var objects: [CompiledObject] = []
        for (unit, source) in sources.sorted(by: { $0.key < $1.key }) {
            objects.append(CompiledObject(unit: unit, bytes: try await Compiler.object(source)))
        }
        return request(objects)
    }

    func request(_ objects: [CompiledObject]) -> ExtractionRequest {
        ExtractionRequest(
            objects: objects, boundary: boundary, facts: facts, classTables: classTables,
            runtimeEntries: runtimeEntries, runtimeVariables: runtimeVariables,
            runtimeSymbols: runtimeSymbols)
    }

    private var boundary: Boundary {
        Boundary(
            kernel: .init(release: release, buildID: buildID), files: [Self.core, Self.fair],
            functions: functions, redirects: redirects, kept: [], variables: variables,
            schedulePoints: .init(
                entry: 0, contextSwitch: 0, exit: 0, usesFramePointer: false, frameSize: 0))
    }

    private var facts: KernelFacts {
        KernelFacts(
            release: release, buildID: buildID, textBase: Self.textBase,
            functions: functions.map { function in
                .init(
                    name: function.name, symbol: function.symbol, file: function.file,
                    line: function.line, unit: function.unit, address: function.address,
                    size: function.size, section: ".text", isExternal: function.sympos == 0,
                    isExported: false, sympos: function.sympos, inlinedInto: 0,
                    hasFtraceSite: false, hasColdPart: false)
            }, variables: [], references: [], globals: globals)
    }

    private var release: KernelRelease { KernelRelease("6.1.0-56-cloud-amd64") }
    private var buildID: BuildID { BuildID(hex: "0123456789abcdef") }
}

/// gcc with the flags of kernel/sched that shape code: the memory model, no PIC,
/// a section for each function and variable.
enum Compiler {
    static let flags = [
        "-O2", "-mcmodel=kernel", "-fno-pic", "-fno-pie", "-ffunction-sections",
        "-fdata-sections", "-fno-asynchronous-unwind-tables", "-fcf-protection=none",
        "-fno-stack-protector", "-fno-jump-tables", "-fno-common", "-ffreestanding",
        "-mno-red-zone", "-mgeneral-regs-only", "-w",
    ]

    static func object(_ source: String) async throws -> [UInt8] {
        let directory = try Files.makeTemporaryDirectory("extraction")
        defer { try? Files.remove(directory) }
        let output = directory.appending("unit.o")
        let text = prelude + source
        try await Command("gcc-12", flags + ["-x", "c", "-c", "-o", output.string, "-"])
            .runChecked(input: Array(text.utf8), timeout: 60)
        return try Files.read(output)
    }

    /// Names that the sources of the tests share with the kernel's.
    private static let prelude = """
        #define noinline __attribute__((__noinline__))
        #define noipa __attribute__((__noipa__))
        #define __cold __attribute__((__cold__))
        #define __section(name) __attribute__((__section__(name)))
        #define __percpu_data __section(".data..percpu")
        #define __sched __section(".sched.text") noipa
        typedef unsigned long u64;
        #line 1

        """
}

/// One unit taken apart, before anything is decided about it.
struct TakenApart {
    let graph: InputGraph

    init(_ source: String) async throws {
        let bytes = try await Compiler.object(source)
        graph = try InputGraph([CompiledObject(unit: SyntheticKernel.core, bytes: bytes)])
    }

    func input(_ name: String) throws -> InputSection {
        try #require(graph.inputs.first { $0.name == name }, "no input \(name)")
    }

    /// What an input section refers to: `call name`, `name+8`, `(anonymous)`.
    func references(of name: String) throws -> [String] {
        try input(name).references.map(description)
    }

    func description(_ reference: InputReference) -> String {
        let target =
            switch reference.target {
            case .input(let index):
                graph.inputs[index].name.isEmpty
                    ? "(\(graph.inputs[index].section.name))" : graph.inputs[index].name
            case .external(let name): "extern \(name)"
            }
        return reference.isBranch ? "branch \(target)" : target
    }
}
