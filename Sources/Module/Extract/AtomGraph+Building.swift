// SPDX-License-Identifier: Apache-2.0
import ELF

/// A compiled object of one unit.
package struct CompiledObject: Sendable {
    /// Such as `kernel/sched/core.c`.
    package var unit: String
    package var bytes: [UInt8]
}

extension AtomGraph {
    /// Takes all objects apart and binds what one refers to and another defines.
    init(_ objects: [CompiledObject]) throws {
        for object in objects {
            let image = try ELFImage(bytes: object.bytes, name: object.unit)
            let reading = try ObjectReading(image, unit: object.unit, base: atoms.count)
            atoms += reading.atoms
            tables += reading.tables
        }
        bindExternals()
    }

    /// The definition of each global name; a strong one wins over a weak one.
    var definitions: [String: AtomIndex] {
        var found: [String: AtomIndex] = [:]
        for (index, atom) in atoms.enumerated() where atom.isGlobal {
            for name in [atom.name] + atom.aliases where !name.isEmpty {
                if let other = found[name], !atoms[other].isWeak { continue }
                found[name] = index
            }
        }
        return found
    }

    private mutating func bindExternals() {
        let definitions = definitions
        func bind(_ reference: inout AtomReference) {
            if case .external(let name) = reference.target, let atom = definitions[name] {
                reference.target = .atom(atom)
            }
        }
        for index in atoms.indices {
            for position in atoms[index].references.indices {
                bind(&atoms[index].references[position])
            }
        }
        for table in tables.indices {
            for entry in tables[table].entries.indices {
                for position in tables[table].entries[entry].references.indices {
                    bind(&tables[table].entries[entry].references[position])
                }
            }
        }
    }
}
