// SPDX-License-Identifier: Apache-2.0
import Boundary
import Contract
import Kernel
import Manifest
import RPM
import Support
import SystemPackage

/// Compiles kernel units as the kernel's own makefiles do, each function and
/// variable in a section of its own, and keeps the objects by what they were
/// made from.
struct Compilation: Sendable {
    let tree: KernelTree
    /// Included ahead of every unit (recipes/runtime/boundary-prefix.h).
    let prefixHeader: FilePath
    /// Holds objects by what they were made from.
    let cache: FilePath

    /// What a unit is compiled to.
    enum Product: String, Sendable {
        case code
        /// No code, only the debug information of the unit's types: gcc writes it
        /// early when it is told that the code comes later, at link time.
        case types
        /// Code in which no function knows anything of another that it calls, and none
        /// but always_inline ones is part of another: what a function does, without what
        /// the optimizer found out about its neighbours.
        case isolated

        fileprivate var flags: [String] {
            switch self {
            case .code: ["-g0", "-ffunction-sections", "-fdata-sections"]
            case .types: ["-gdwarf-5", "-flto", "-fno-fat-lto-objects"]
            case .isolated:
                Product.code.flags + [
                    "-fno-inline", "-fno-partial-inlining", "-fno-ipa-cp", "-fno-ipa-sra",
                    "-fno-ipa-ra", "-fno-ipa-pure-const", "-fno-ipa-reference",
                    "-fno-ipa-modref", "-fno-ipa-icf", "-fno-ipa-vrp", "-fno-ipa-bit-cp",
                ]
            }
        }

        /// What to try when gcc refuses. Writing out for link time it takes two
        /// declarations for one section, of which one is const, for a conflict
        /// (const_pcpu_hot and runqueues of Linux 6.12, gcc 12.2); a whole
        /// compilation, twice as long, does not.
        fileprivate var otherFlags: [String]? {
            switch self {
            case .code, .isolated: nil
            case .types: ["-gdwarf-5"]
            }
        }
    }

    /// What gcc 12 may need for one unit, in bytes; kernel/sched/core.c of 6.1
    /// takes 0.3 GiB.
    private static let memory = 1 << 29

    /// gcc's command line for a unit, to be run in the source tree.
    func command(
        _ unit: String, _ product: Product = .code, output: FilePath, in root: FilePath
    ) throws -> Command {
        try command(unit, product.flags, output: output, in: root)
    }

    private func command(
        _ unit: String, _ productFlags: [String], output: FilePath, in root: FilePath
    ) throws -> Command {
        guard let known = tree.compileCommands[unit] else {
            throw SystemError.other("it is not known how the kernel compiles \(unit)")
        }
        let flags = known.flags.filter { !$0.hasPrefix("-g") }
        return Command(
            tree.compiler,
            flags + productFlags + [
                "-fdiagnostics-color=never", "-include", prefixHeader.string,
                "-Wp,-MD,\(output.string).d", "-c", "-o", output.string, unit,
            ], in: root)
    }

    struct Object: Sendable {
        var unit: String
        var path: FilePath
        /// False when an object made from the same text was there.
        var wasCompiled: Bool
    }

    /// Compiles the units of the tree at `root` (the prepared tree, or an overlay
    /// of it), as many at a time as there are processors and memory for. Compile errors
    /// are told at the lines of `patched`.
    ///
    /// - Parameter found: what else is wrong, if there is anything.
    /// - Throws: `DiagnosticsError` with that and what gcc says of all the units, and
    ///   `SystemError`.
    func objects(
        _ units: [String], _ product: Product = .code, in root: FilePath,
        of patched: PatchedTree? = nil, _ found: Diagnostics = Diagnostics()
    ) async throws -> [Object] {
        try Files.createDirectory(cache)
        let results = try await BoundedTasks.map(
            units.sorted(), limit: BoundedTasks.limit(memory: Self.memory)
        ) { unit -> Result<Object, DiagnosticsError> in
            do {
                return .success(try await object(unit, product, in: root, patched))
            } catch let error as DiagnosticsError {
                return .failure(error)
            }
        }
        var seen: Set<Diagnostic> = []
        for case .failure(let error) in results {
            // A header is part of several units.
            found.addAll(error.diagnostics.filter { seen.insert($0).inserted })
        }
        try found.throwIfErrors()
        return try results.map { try $0.get() }
    }

    private func object(
        _ unit: String, _ product: Product, in root: FilePath, _ patched: PatchedTree?
    ) async throws -> Object {
        let name = unit.replacing("/", with: "_")
        let list = dependencyList(unit)
        if let files = knownDependencies(unit) {
            let path = cache.appending("\(name)-\(try key(unit, product, files, root)).o")
            if Files.exists(path) { return Object(unit: unit, path: path, wasCompiled: false) }
        }
        let output = try Files.makeTemporaryDirectory("compile", in: cache)
        defer { try? Files.remove(output) }
        let object = output.appending("\(name).o")
        var result = try await command(unit, product, output: object, in: root).run(timeout: 300)
        if !result.isSuccess, let flags = product.otherFlags {
            result = try await command(unit, flags, output: object, in: root).run(timeout: 300)
        }
        guard result.isSuccess else {
            throw DiagnosticsError(
                CompilerOutput(result.errorText).diagnostics(unit: unit, tree: patched))
        }
        let files = Self.dependencies(
            try Files.readText(FilePath(object.string + ".d")), of: unit)
        let path = cache.appending("\(name)-\(try key(unit, product, files, root)).o")
        if result.errorText.contains("warning: ") {
            try Files.replace(Self.remarks(of: path), with: Array(result.errorText.utf8))
        }
        try Files.rename(object, to: path)
        try Files.replace(list, with: Array(files.joined(separator: "\n").utf8))
        return Object(unit: unit, path: path, wasCompiled: true)
    }

    /// What gcc warned of when it made these objects, at lines that patches made.
    func warnings(_ objects: [Object], _ patched: PatchedTree) throws -> [Diagnostic] {
        var seen: Set<Diagnostic> = []
        return try objects.flatMap { object -> [Diagnostic] in
            let file = Self.remarks(of: object.path)
            guard Files.exists(file) else { return [] }
            return CompilerOutput(try Files.readText(file)).warnings(tree: patched)
        }.filter { seen.insert($0).inserted }
    }

    /// Where gcc's words about an object are kept.
    private static func remarks(of object: FilePath) -> FilePath {
        FilePath(object.string + ".warnings")
    }

    private func dependencyList(_ unit: String) -> FilePath {
        cache.appending(unit.replacing("/", with: "_") + ".dependencies")
    }

    /// The files below kernel/ that the unit was made of when it was compiled
    /// last; nil when it never was.
    func knownDependencies(_ unit: String) -> [String]? {
        try? Files.readText(dependencyList(unit)).split(separator: "\n").map(String.init)
    }

    /// Digest of the command and of every file that an overlay may hold edited. A
    /// file that another variant added is told from an empty one.
    private func key(
        _ unit: String, _ product: Product, _ files: [String], _ root: FilePath
    ) throws -> String {
        var text = try command(unit, product, output: "/object", in: "/").description
        text += tree.compilerVersion + SHA256.hex(of: try Files.read(prefixHeader))
        // The prefix header includes it.
        text += RuntimeContract.current.header
        for file in files + (files.contains(unit) ? [] : [unit]) {
            let path = root.appending(FilePath(file).components)
            text += file + (Files.exists(path) ? SHA256.hex(of: try Files.read(path)) : " absent ")
        }
        return String(SHA256.hex(of: Array(text.utf8)).prefix(32))
    }

    /// The kernel's scheduler files among gcc's dependencies, and the unit's own
    /// directory: what a patch may change. All else comes from the prepared tree,
    /// which is never edited.
    static func dependencies(_ makefile: String, of unit: String) -> [String] {
        let directory = unit.lastIndex(of: "/").map { unit[...$0] } ?? ""
        let words = makefile.replacing("\\\n", with: " ").split { $0 == " " || $0 == "\n" }
        return Set(words.map { $0.hasPrefix("./") ? String($0.dropFirst(2)) : String($0) })
            .filter {
                $0.hasPrefix("kernel/") || $0.hasPrefix("include/linux/sched")
                    || $0.hasPrefix(directory) || $0.hasSuffix(".c")
            }
            .sorted()
    }
}
