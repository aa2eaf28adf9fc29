// SPDX-License-Identifier: Apache-2.0
internal import Diagnostics
internal import SchedModel

/// Makes one object of what a variant owns.
///
///  1. Take the compiled objects apart into atoms; bind them to each other.
///  2. From the roots (targets of redirects, class tables, what the runtime
///     calls) follow every reference. A reference to what stays vmlinux's
///     becomes a symbol of vmlinux; an address taken of a function becomes
///     vmlinux's function, whose entry is redirected; all else comes along.
///  3. Entries of code tables come along with their code, until nothing new does.
///  4. Lay the atoms out and name them.
public enum Extractor {
    /// - Throws: `DiagnosticsError` for what the variant does wrongly,
    ///   `ExtractionError` for objects of an unknown form.
    public static func extract(_ request: ExtractionRequest) throws -> ExtractedObject {
        let graph = try AtomGraph(request.objects)
        let policy = OwnershipPolicy(
            boundary: request.boundary, facts: request.facts, tables: Set(request.classTables),
            entries: Set(request.runtimeEntries),
            statics: FunctionStatics(graph, request.boundary))
        var closure = Closure(graph: graph, policy: policy, request: request)
        closure.addRoots()
        closure.run()
        closure.checkStaticKeys()
        closure.checkPerCPUData()
        closure.checkStatics()
        guard closure.diagnostics.isEmpty else {
            throw DiagnosticsError(
                Array(Set(closure.diagnostics)).sorted { $0.message < $1.message })
        }
        return Layout(closure).object()
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

    init(graph: AtomGraph, policy: OwnershipPolicy, request: ExtractionRequest) {
        self.graph = graph
        self.policy = policy
        self.request = request
        redirects = Set(request.boundary.redirects)
    }

    /// `name` is what it is about: the manifest's line is found by it.
    mutating func fail(
        _ code: DiagnosticCode, about name: String, _ message: String, hint: String? = nil
    ) {
        let place = request.attribution(name)
        diagnostics.append(
            Diagnostic(
                code, at: place?.location, message, notes: [place?.note].compactMap { $0 },
                hint: hint))
    }

    mutating func carry(_ atom: AtomIndex) {
        guard isCarried.insert(atom).inserted else { return }
        if let obstacle = graph.atoms[atom].obstacle {
            fail(
                "unmovable-function", about: graph.atoms[atom].name, obstacle,
                hint:
                    "mark the function noinline, or leave it out of \(graph.atoms[atom].section.name)"
            )
        }
        carried.append(atom)
        queue.append(atom)
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
                    "missing-function", about: name,
                    "the variant's sources no longer define `\(name)`, which the runtime needs",
                    hint: "keep the name, and its signature with it")
                continue
            }
            carry(atom)
        }
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
        var remaining = Set(
            graph.tables.indices.flatMap { table in
                graph.tables[table].entries.indices.map { Pair(table: table, entry: $0) }
            })
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
                function.class != .kept, function.class != .outsider, function.class != .`init`
            else { break }
            redirects.insert(symbol)
            addTarget(function)
        case .newCallback(let name):
            fail(
                "new-callback", about: name,
                "the variant takes the address of `\(name)`, which vmlinux does not have: a pointer to it could outlive the module",
                hint: "call it directly, or reach it through a function that vmlinux has")
        case .undefined(let name):
            fail(
                "undefined-symbol", about: name,
                "the variant refers to `\(name)`, which neither it nor the kernel defines",
                hint: "the name may be ambiguous, renamed, or compiled out of this kernel")
        }
    }

    // MARK: Resolving

    enum Resolution {
        case atom(AtomIndex)
        case vmlinux(VmlinuxSymbol)
        /// An address taken of a function that the module carries.
        case vmlinuxFunction(Boundary.Function)
        /// Defined by the runtime's own objects.
        case runtime(String)
        case newCallback(String)
        case undefined(String)
    }

    /// What a reference of the carried atom `holder` (nil: of a table's entry)
    /// means in the module.
    func resolution(of reference: AtomReference, from holder: AtomIndex?) -> Resolution {
        switch reference.target {
        case .external(let name):
            if request.runtimeSymbols.contains(name) { return .runtime(name) }
            return policy.global(name).map { .vmlinux($0) } ?? .undefined(name)
        case .atom(let index):
            let atom = graph.atoms[index]
            if policy.isClassTable(atom), let table = policy.global(atom.name) {
                return .vmlinux(table)
            }
            if case .vmlinux(let symbol) = policy.ownership(atom) { return .vmlinux(symbol) }
            return atom.kind == .function && takesAddress(reference, of: index, from: holder)
                ? addressTaken(atom) : .atom(index)
        }
    }

    private func takesAddress(
        _ reference: AtomReference, of index: AtomIndex, from holder: AtomIndex?
    ) -> Bool {
        guard let holder, !reference.isBranch else { return false }
        let source = graph.atoms[holder]
        // Jump labels and the like name places inside the function itself.
        if holder == index || source.kind == .anonymous && source.section.isExecutable {
            return false
        }
        return !policy.isClassTable(source)
    }

    private func addressTaken(_ atom: Atom) -> Resolution {
        if let function = policy.function(atom) { return .vmlinuxFunction(function) }
        return policy.headerFunction(atom).map { .vmlinux($0) } ?? .newCallback(atom.name)
    }
}
