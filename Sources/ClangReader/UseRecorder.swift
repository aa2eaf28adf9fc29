// SPDX-License-Identifier: Apache-2.0
internal import CClang
import SourceFacts
import Support

/// How the value of an expression is used by what stands around it.
indirect enum Usage {
    case read, write, readWrite, address
    /// sizeof, typeof: nothing is done at run time.
    case unevaluated
    /// It is a pointer, and what it points to is used so.
    case pointee(Usage)
    /// It is an array, and an element of it is used so.
    case element(Usage)
    /// An element of an initialiser.
    case initialiser

    /// Of the object itself, for a member that is no pointer and no array.
    var access: [SourceFacts.Access] {
        switch self {
        case .read, .initialiser: [.read]
        case .write: [.write]
        case .readWrite: [.read, .write]
        case .address: [.address]
        case .unevaluated: []
        case .pointee(let usage), .element(let usage): usage.access
        }
    }

    /// Of a member, given what it is.
    func access(of member: StructTable.Entry) -> [SourceFacts.Access] {
        switch self {
        case .pointee, .element: member.isArray ? access : member.isPointer ? [.read] : access
        // The value of an array is the address of its first element.
        case .read, .initialiser: member.isArray ? [.address] : [.read]
        case .write, .readWrite, .address, .unevaluated: access
        }
    }
}

/// The uses of one function, merged by member.
struct UseRecorder {
    private struct Key: Hashable {
        var structure: Int
        var member: Int?
    }

    private var order: [Key] = []
    private var found: [Key: (access: Set<SourceFacts.Access>, line: Int)] = [:]
    /// Definitions of functions that it refers to.
    var references: [Declaration: CXCursor] = [:]

    mutating func record(
        structure: Int, member: Int?, _ access: [SourceFacts.Access], line: Int
    ) {
        guard !access.isEmpty else { return }
        let key = Key(structure: structure, member: member)
        if found[key] == nil { order.append(key) }
        let (old, first) = found[key] ?? ([], line)
        found[key] = (old.union(access), min(first, line))
    }

    var uses: [SourceFacts.Use] {
        order.map { key in
            let (access, line) = found[key]!
            return SourceFacts.Use(
                structure: key.structure, member: key.member,
                access: SourceFacts.Access.allCases.filter(access.contains), line: line)
        }
    }
}
