// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import Support

/// The input sections that the module needs, found by following references from
/// the roots.
struct LiveSet {
    let graph: InputGraph
    let policy: OwnershipPolicy
    let request: ExtractionRequest
    let strings: StringPlaces
    /// Entries of vmlinux's functions that must not be called indirectly.
    private let sealed: Set<UInt64>
    private(set) var diagnostics: [Diagnostic] = []
    /// Live input sections in the order they were found.
    private(set) var members: [InputIndex] = []
    private var isMember: Set<InputIndex> = []
    /// (table, entry) pairs that came along.
    private(set) var entries: [(table: Int, entry: Int)] = []
    private(set) var redirects: Set<String>
    private(set) var targets: [String: InputIndex] = [:]
    private var queue: [InputIndex] = []
    /// (table, entry) pairs whose code did not come along yet.
    private var remaining: Set<Pair>
    /// Hooks that the variant defines.
    private(set) var hooks: [String] = []
    /// Input sections that only the hooks need. What they store ends with the
    /// unload hook, so it may be an address of the module's.
    private(set) var hookInputs: Set<InputIndex> = []

    /// - Throws: `ExtractionError` for code that cannot be decoded.
    init(graph: InputGraph, policy: OwnershipPolicy, request: ExtractionRequest) throws {
        self.graph = graph
        self.policy = policy
        self.request = request
        strings = try StringPlaces(graph, in: request.sites)
        sealed = try request.sites?.sealedEntries() ?? []
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
        diagnostics.append(
            Diagnostic(
                code, at: request.lines.origin(of: name), message, notes: notes, hint: hint))
    }

    mutating func insert(_ input: InputIndex) {
        guard isMember.insert(input).inserted else { return }
        if let obstacle = graph.inputs[input].obstacle {
            let section = graph.inputs[input].section.name
            let way = section == ".sched.text" ? " (no `__sched`)" : ""
            fail(
                .unmovableFunction, about: graph.inputs[input].name, obstacle,
                hint: "make one function of the two, or leave both out of `\(section)`\(way)")
        }
        members.append(input)
        queue.append(input)
        if !hooks.isEmpty { hookInputs.insert(input) }
    }

    func contains(_ input: InputIndex) -> Bool { isMember.contains(input) }

    // MARK: Roots

    mutating func addRoots() {
        for function in request.boundary.functions {
            if let symbol = function.symbol, redirects.contains(symbol) { addTarget(function) }
        }
        let wanted =
            request.classTables + request.runtimeEntries
            + request.runtimeVariables
        for name in wanted {
            guard let input = find(name) else {
                fail(
                    .missingRuntimeEntry, about: name,
                    "the variant's sources no longer define `\(name)`, which the runtime needs",
                    hint: "keep the name, and its signature with it")
                continue
            }
            insert(input)
        }
    }

    /// Called when all that the scheduler itself needs is live.
    mutating func addHooks() {
        let found = request.hooks.compactMap { name in find(name).map { (name, $0) } }
        hooks = found.map(\.0)
        for (_, input) in found { insert(input) }
    }

    private func find(_ name: String, unit: String? = nil) -> InputIndex? {
        graph.inputs.firstIndex {
            ($0.name == name || $0.aliases.contains(name)) && $0.kind != .anonymous
                && (unit == nil || $0.unit == unit)
        }
    }

    private mutating func addTarget(_ function: Boundary.Function) {
        guard let symbol = function.symbol else { return }
        guard let input = find(symbol, unit: function.unit) else {
            if function.class == .callback {
                fail(
                    .missingCallback, about: function.name,
                    "\(function.file):\(function.line): the kernel has stored the address of `\(symbol)`, but the variant has no such function",
                    hint: "keep the function and its signature; \(function.evidence.first ?? "")")
                return
            }
            fail(
                .missingFunction, about: function.name,
                "\(function.file):\(function.line): `\(symbol)` is called from outside the boundary, but the variant has no such function",
                hint: "keep the function and its signature; \(function.evidence.first ?? "")")
            return
        }
        targets[symbol] = input
        insert(input)
    }

    // MARK: Following

    mutating func run() {
        repeat {
            while let next = queue.popLast() {
                for reference in graph.inputs[next].references { follow(reference, from: next) }
            }
            for pair in remaining where isAboutLiveCode(pair) {
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
    private func isAboutLiveCode(_ pair: Pair) -> Bool {
        guard
            case .input(let input) = graph.tables[pair.table].entries[pair.entry].references[0]
                .target
        else { return false }
        return graph.inputs[input].section.isExecutable && contains(input)
    }

    /// Whoever gets the address calls by it.
    private mutating func checkSeal(_ function: VmlinuxSymbol) {
        guard sealed.contains(function.address) else { return }
        fail(
            .sealedFunction, about: function.sourceName,
            "the variant takes the address of `\(function.sourceName)`, which nothing in vmlinux does: the kernel has sealed its entry against indirect calls, and on CPUs with IBT one would be fatal",
            hint: "call it directly")
    }

    private mutating func follow(_ reference: InputReference, from holder: InputIndex?) {
        switch resolution(of: reference, from: holder) {
        case .input(let input): insert(input)
        case .vmlinux(let symbol):
            if holder != nil, !reference.isBranch { checkSeal(symbol) }
        case .vmlinuxString, .runtime: break
        case .vmlinuxFunction(let function):
            checkSeal(policy.vmlinux(function))
            guard let symbol = function.symbol, !redirects.contains(symbol),
                function.class.isReplacedAsWhole
            else { break }
            redirects.insert(symbol)
            addTarget(function)
        case .newCallback(let name):
            fail(
                .newCallback, about: name,
                "the variant takes the address of `\(name)`, which vmlinux does not have: a pointer to it could outlive the module",
                hint: "call it directly, or reach it through a function that vmlinux has")
        case .undefined(let name):
            let places = (try? request.sites?.places(of: name)) ?? []
            if places.count > 1 {
                fail(
                    .ambiguousSymbol, about: name,
                    "the variant refers to `\(name)`, and vmlinux has \(places.count) of that name, none of them global: which one is meant cannot be known",
                    notes: places,
                    hint:
                        "copy what is needed of it into the variant under a name of its own, or reach it through a global function of its file"
                )
                break
            }
            fail(
                .undefinedSymbol, about: name,
                "the variant refers to `\(name)`, which neither it nor the kernel defines",
                hint: "correct the name; it may be renamed, inlined or compiled out of this kernel")
        }
    }
}
