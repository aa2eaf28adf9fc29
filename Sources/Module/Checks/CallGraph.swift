// SPDX-License-Identifier: Apache-2.0
import Support

/// Which functions of some objects refer to which, and what they call outside.
/// Parts of one function (`f.cold`, `f.isra.0`) count as the function.
struct CallGraph {
    struct Call: Hashable {
        /// The function's name in the source.
        var function: String
        /// What it refers to that the objects do not define.
        var name: String
    }

    private let graph: InputGraph
    private(set) var functions: Set<String> = []
    /// In the objects' order, without repetition.
    private(set) var calls: [Call] = []

    init(_ objects: [CompiledObject]) throws {
        graph = try InputGraph(objects)
        var seen: Set<Call> = []
        for input in graph.inputs where input.kind == .function {
            let function = Self.name(input)
            functions.insert(function)
            for case .external(let name) in input.references.map(\.target) {
                let call = Call(function: function, name: name)
                if seen.insert(call).inserted { calls.append(call) }
            }
        }
    }

    private static func name(_ input: InputSection) -> String {
        String(InputSignature.stableName(input.name).prefix { $0 != "." })
    }

    /// A function that is reached from somewhere, and what it refers to.
    struct Reached {
        /// The function's name in the source.
        var name: String
        /// From where the search began to the function itself.
        var path: [String]
        /// Names of the functions that it calls, and of those of these objects whose address
        /// it takes.
        var callees: Set<String>
    }

    /// Everything that functions that fit `roots` and those in the variables `tables` reach by
    /// calls and by addresses of functions in their code, in the order of its discovery.
    /// What is reached through other data is not followed, nor what lies behind functions
    /// whose name `isEnd` accepts.
    func reach(
        of roots: [Glob], tables: Set<String>, upTo isEnd: (String) -> Bool
    ) -> [Reached] {
        var paths: [InputIndex: [String]] = [:]
        var queue: [InputIndex] = []
        func add(_ index: InputIndex, from path: [String]) {
            let input = graph.inputs[index]
            guard input.kind == .function, paths[index] == nil else { return }
            paths[index] = path.last == Self.name(input) ? path : path + [Self.name(input)]
            queue.append(index)
        }
        for (index, input) in graph.inputs.enumerated() {
            if input.kind == .function, roots.contains(where: { $0.matches(Self.name(input)) }) {
                add(index, from: [])
            }
            guard input.kind == .object, tables.contains(input.name) else { continue }
            for case .input(let target) in input.references.map(\.target) {
                add(target, from: [input.name])
            }
        }
        var reached: [Reached] = []
        var next = 0
        while next < queue.count {
            let input = graph.inputs[queue[next]]
            var function = Reached(
                name: Self.name(input), path: paths[queue[next]] ?? [], callees: [])
            next += 1
            for reference in input.references {
                switch reference.target {
                // Anything else may be a variable.
                case .external(let name):
                    if reference.isBranch { function.callees.insert(name) }
                case .input(let target):
                    guard graph.inputs[target].kind == .function else { continue }
                    let name = Self.name(graph.inputs[target])
                    function.callees.insert(name)
                    if !isEnd(name) { add(target, from: function.path) }
                }
            }
            reached.append(function)
        }
        return reached
    }

    /// What a hook brings about.
    struct Reach {
        /// Functions that nothing but the hook reaches.
        var exclusive: Set<String> = []
        /// Names outside the objects that it calls, directly or not.
        var calls: Set<String> = []
    }

    /// Functions in `known` are the kernel's own: the hook may call them, but they
    /// are not its own. What only `other`, the second hook, reaches besides does
    /// no harm to exclusiveness.
    func reach(of hook: String, butOf other: String, known: Set<String>) -> Reach {
        let own = follow(hook, known)
        let both = own.union(follow(other, known))
        // Whatever code outside the hooks refers to is not only theirs.
        var shared: Set<InputIndex> = []
        for index in graph.inputs.indices where !both.contains(index) {
            for case .input(let target) in graph.inputs[index].references.map(\.target) {
                shared.insert(target)
            }
        }
        var queue = Array(shared)
        while let next = queue.popLast() {
            for case .input(let target) in graph.inputs[next].references.map(\.target)
            where shared.insert(target).inserted { queue.append(target) }
        }
        var reach = Reach()
        for index in own {
            let input = graph.inputs[index]
            if input.kind == .function, !shared.contains(index) {
                reach.exclusive.insert(Self.name(input))
            }
            for case .external(let name) in input.references.map(\.target) {
                reach.calls.insert(name)
            }
        }
        return reach
    }

    private func follow(_ hook: String, _ known: Set<String>) -> Set<InputIndex> {
        var queue = graph.inputs.indices.filter {
            graph.inputs[$0].kind == .function && Self.name(graph.inputs[$0]) == hook
        }
        var found = Set(queue)
        while let next = queue.popLast() {
            for case .input(let target) in graph.inputs[next].references.map(\.target) {
                let input = graph.inputs[target]
                if input.kind == .function, known.contains(Self.name(input)) { continue }
                if found.insert(target).inserted { queue.append(target) }
            }
        }
        return found
    }
}
