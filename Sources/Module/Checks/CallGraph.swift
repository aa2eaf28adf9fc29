// SPDX-License-Identifier: Apache-2.0

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
