// SPDX-License-Identifier: Apache-2.0

/// Puts the facts of units together: a struct or function of a header is one,
/// however many units include it. What it does may differ with the macros of a
/// unit, so that the uses are united.
package struct SourceFactsMerging {
    private struct Key: Hashable {
        var name: String
        var file: String
        var line: Int
    }

    private var structs: [SourceFacts.Struct] = []
    private var structNumbers: [Key: Int] = [:]
    private var functions: [SourceFacts.Function] = []
    private var functionNumbers: [Key: Int] = [:]

    package init() {}

    /// Unites the facts of one more unit with those of the units before.
    package mutating func add(_ unit: SourceFacts) {
        let structMap = unit.structs.map { number(of: $0) }
        let functionMap = unit.functions.map { number(of: $0) }
        for (old, function) in unit.functions.enumerated() {
            let new = functionMap[old]
            for var use in function.uses {
                let members = unit.structs[use.structure].members
                let target = structMap[use.structure]
                // A struct may have other members in another unit.
                use.member = use.member.flatMap { member in
                    structs[target].members.firstIndex { $0.name == members[member].name }
                }
                use.structure = target
                merge(use, into: new)
            }
            let references = Set(
                functions[new].references + function.references.map { functionMap[$0] })
            functions[new].references = references.sorted()
        }
    }

    private mutating func number(of item: SourceFacts.Struct) -> Int {
        let key = Key(name: item.name, file: item.file, line: item.line)
        if let number = structNumbers[key] { return number }
        structNumbers[key] = structs.count
        structs.append(item)
        return structs.count - 1
    }

    private mutating func number(of item: SourceFacts.Function) -> Int {
        let key = Key(name: item.name, file: item.file, line: item.line)
        if let number = functionNumbers[key] { return number }
        functionNumbers[key] = functions.count
        var empty = item
        empty.uses = []
        empty.references = []
        functions.append(empty)
        return functions.count - 1
    }

    private mutating func merge(_ use: SourceFacts.Use, into number: Int) {
        let known = functions[number].uses.firstIndex {
            $0.structure == use.structure && $0.member == use.member
        }
        guard let known else { return functions[number].uses.append(use) }
        let old = functions[number].uses[known]
        functions[number].uses[known].access = SourceFacts.Access.allCases.filter {
            old.access.contains($0) || use.access.contains($0)
        }
        functions[number].uses[known].line = min(old.line, use.line)
    }

    /// Without the functions that neither touch a struct nor lead to one that does.
    package var facts: SourceFacts {
        var callers: [[Int]] = Array(repeating: [], count: functions.count)
        for (number, function) in functions.enumerated() {
            for target in function.references { callers[target].append(number) }
        }
        var queue = functions.indices.filter { !functions[$0].uses.isEmpty }
        var needed = Set(queue)
        while let next = queue.popLast() {
            for caller in callers[next] where needed.insert(caller).inserted {
                queue.append(caller)
            }
        }
        let kept = functions.indices.filter(needed.contains)
        let places = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, $0) })
        return SourceFacts(
            structs: structs,
            functions: kept.map { number in
                var function = functions[number]
                function.references = function.references.compactMap { places[$0] }
                return function
            })
    }
}
