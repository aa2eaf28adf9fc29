// SPDX-License-Identifier: Apache-2.0
import ELF

/// All input sections of the objects of one variant, references between objects bound.
struct InputGraph: Sendable {
    var inputs: [InputSection] = []
    /// Entries of the tables that describe code (`__jump_table`, …).
    var tables: [CodeTable] = []

    /// A section whose entries each describe a place in code.
    struct CodeTable: Sendable {
        var section: SectionTraits
        var alignment: Int
        var entrySize: Int
        var entries: [Entry] = []
    }

    struct Entry: Sendable {
        var bytes: [UInt8]
        var references: [InputReference]
    }
}

extension InputGraph {
    /// Takes all objects apart and binds what one refers to and another defines.
    init(_ objects: [CompiledObject]) throws {
        for object in objects {
            let image = try ELFImage(bytes: object.bytes, name: object.unit)
            let reading = try ObjectReading(image, unit: object.unit, base: inputs.count)
            inputs += reading.inputs
            tables += reading.tables
        }
        bindExternals()
    }

    /// The definition of each global name; a strong one wins over a weak one.
    var definitions: [String: InputIndex] {
        var found: [String: InputIndex] = [:]
        for (index, input) in inputs.enumerated() where input.isGlobal {
            for name in [input.name] + input.aliases where !name.isEmpty {
                if let other = found[name], !inputs[other].isWeak { continue }
                found[name] = index
            }
        }
        return found
    }

    private mutating func bindExternals() {
        let definitions = definitions
        func bind(_ reference: inout InputReference) {
            if case .external(let name) = reference.target, let input = definitions[name] {
                reference.target = .input(input)
            }
        }
        for index in inputs.indices {
            for position in inputs[index].references.indices {
                bind(&inputs[index].references[position])
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
