// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import Support

/// Makes one object of what a variant owns.
///
///  1. Take the compiled objects apart into atoms; bind them to each other.
///  2. From the roots (targets of redirects, class tables, what the runtime
///     calls) follow every reference. A reference to what stays vmlinux's
///     becomes a symbol of vmlinux; an address taken of a function becomes
///     vmlinux's function, whose entry is redirected; all else comes along.
///  3. Entries of code tables come along with their code, until nothing new does.
///  4. Lay the atoms out and name them.
package enum Extractor {
    /// - Throws: `DiagnosticsError` for what the variant does wrongly,
    ///   `ExtractionError` for objects of an unknown form.
    package static func extract(_ request: ExtractionRequest) throws -> ExtractedObject {
        let graph = try AtomGraph(request.objects)
        let policy = OwnershipPolicy(
            boundary: request.boundary, facts: request.facts, tables: Set(request.classTables),
            entries: Set(request.runtimeEntries),
            statics: FunctionStatics(graph, request.boundary))
        var closure = Closure(graph: graph, policy: policy, request: request)
        closure.addRoots()
        closure.run()
        closure.addHooks()
        closure.run()
        closure.checkStaticKeys()
        closure.checkPerCPUData()
        closure.checkStatics()
        guard closure.diagnostics.isEmpty else {
            throw DiagnosticsError(
                Array(Set(closure.diagnostics)).sorted { $0.message < $1.message })
        }
        var extracted = Layout(closure).object()
        extracted.hooks = closure.hooks
        return extracted
    }
}

/// Atoms that the module carries, found by following references from the roots.
struct Closure {
    let graph: AtomGraph
    let policy: OwnershipPolicy
    let request: ExtractionRequest
    private(set) var diagnostics: [Diagnostic] = []
    /// Carried atoms in the order they were found.
    private(set) var carried: [AtomIndex] = []
    private var isCarried: Set<AtomIndex> = []
    /// (table, entry) pairs that came along.
    private(set) var entries: [(table: Int, entry: Int)] = []
    private(set) var redirects: Set<String>
    private(set) var targets: [String: AtomIndex] = [:]
    private var queue: [AtomIndex] = []
    /// (table, entry) pairs whose code did not come along yet.
    private var remaining: Set<Pair>
    /// Hooks that the variant defines.
    private(set) var hooks: [String] = []
    /// Atoms that only the hooks need. What they store ends with the unload hook,
    /// so it may be an address of the module's.
    private(set) var hookAtoms: Set<AtomIndex> = []

    init(graph: AtomGraph, policy: OwnershipPolicy, request: ExtractionRequest) {
        self.graph = graph
        self.policy = policy
        self.request = request
        redirects = Set(request.boundary.redirects)
        remaining = Set(
            graph.tables.indices.flatMap { table in
                graph.tables[table].entries.indices.map { Pair(table: table, entry: $0) }
            })
    }

    /// `name` is what it is about: the manifest's line is found by it.
    mutating func fail(
        _ code: DiagnosticCode, about name: String, _ message: String, notes: [String] = [],
        hint: String? = nil
    ) {
        let place = request.lines.origin(of: name)
        diagnostics.append(
            Diagnostic(
                code, at: place?.location, message,
                notes: [place?.note].compactMap { $0 } + notes, hint: hint))
    }

    mutating func carry(_ atom: AtomIndex) {
        guard isCarried.insert(atom).inserted else { return }
        if let obstacle = graph.atoms[atom].obstacle {
            fail(
                "unmovable-function", about: graph.atoms[atom].name, obstacle,
                hint:
                    "make one function of the two, or leave both out of `\(graph.atoms[atom].section.name)`"
            )
        }
        carried.append(atom)
        queue.append(atom)
        if !hooks.isEmpty { hookAtoms.insert(atom) }
    }

    func carries(_ atom: AtomIndex) -> Bool { isCarried.contains(atom) }

    // MARK: Roots

    mutating func addRoots() {
        for function in request.boundary.functions {
            if let symbol = function.symbol, redirects.contains(symbol) { addTarget(function) }
        }
        let wanted =
            request.classTables + request.runtimeEntries
            + request.runtimeVariables
        for name in wanted {
            guard let atom = find(name) else {
                fail(
                    "missing-runtime-entry", about: name,
                    "the variant's sources no longer define `\(name)`, which the runtime needs",
                    hint: "keep the name, and its signature with it")
                continue
            }
            carry(atom)
        }
    }

    /// Called when all that the scheduler itself needs is carried.
    mutating func addHooks() {
        let found = request.hooks.compactMap { name in find(name).map { (name, $0) } }
        hooks = found.map(\.0)
        for (_, atom) in found { carry(atom) }
    }

    private func find(_ name: String, unit: String? = nil) -> AtomIndex? {
        graph.atoms.firstIndex {
            ($0.name == name || $0.aliases.contains(name)) && $0.kind != .anonymous
                && (unit == nil || $0.unit == unit)
        }
    }

    private mutating func addTarget(_ function: Boundary.Function) {
        guard let symbol = function.symbol else { return }
        guard let atom = find(symbol, unit: function.unit) else {
            if function.class == .callback {
                fail(
                    "missing-callback", about: function.name,
                    "\(function.file):\(function.line): the kernel has stored the address of `\(symbol)`, but the variant has no such function",
                    hint: "keep the function and its signature; \(function.evidence.first ?? "")")
                return
            }
            fail(
                "missing-function", about: function.name,
                "\(function.file):\(function.line): `\(symbol)` is called from outside the boundary, but the variant has no such function",
                hint: "keep the function and its signature; \(function.evidence.first ?? "")")
            return
        }
        targets[symbol] = atom
        carry(atom)
    }

    // MARK: Following

    mutating func run() {
        repeat {
            while let next = queue.popLast() {
                for reference in graph.atoms[next].references { follow(reference, from: next) }
            }
            for pair in remaining where isAboutCarriedCode(pair) {
                remaining.remove(pair)
                entries.append((pair.table, pair.entry))
                for reference in graph.tables[pair.table].entries[pair.entry].references {
                    follow(reference, from: nil)
                }
            }
        } while !queue.isEmpty
        entries.sort { $0 < $1 }
    }

    private struct Pair: Hashable {
        var table: Int
        var entry: Int
    }

    /// The first reference of an entry is the place in code.
    private func isAboutCarriedCode(_ pair: Pair) -> Bool {
        guard
            case .atom(let atom) = graph.tables[pair.table].entries[pair.entry].references[0].target
        else { return false }
        return graph.atoms[atom].section.isExecutable && carries(atom)
    }

    private mutating func follow(_ reference: AtomReference, from holder: AtomIndex?) {
        switch resolution(of: reference, from: holder) {
        case .atom(let atom): carry(atom)
        case .vmlinux, .runtime: break
        case .vmlinuxFunction(let function):
            guard let symbol = function.symbol, !redirects.contains(symbol),
                !function.class.staysInVmlinux
            else { break }
            redirects.insert(symbol)
            addTarget(function)
        case .newCallback(let name):
            fail(
                "new-callback", about: name,
                "the variant takes the address of `\(name)`, which vmlinux does not have: a pointer to it could outlive the module",
                hint: "call it directly, or reach it through a function that vmlinux has")
        case .undefined(let name):
            let places = (try? request.sites?.places(of: name)) ?? []
            if places.count > 1 {
                fail(
                    "ambiguous-symbol", about: name,
                    "the variant refers to `\(name)`, and vmlinux has \(places.count) of that name, none of them global: which one is meant cannot be known",
                    notes: places,
                    hint:
                        "copy what is needed of it into the variant under a name of its own, or reach it through a global function of its file"
                )
                break
            }
            fail(
                "undefined-symbol", about: name,
                "the variant refers to `\(name)`, which neither it nor the kernel defines",
                hint: "correct the name; it may be renamed, inlined or compiled out of this kernel")
        }
    }
}
