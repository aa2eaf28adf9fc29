// SPDX-License-Identifier: Apache-2.0

/// What `sched` asks of `sched-cfacts`, as JSON on its standard input. Paths are
/// relative to its working directory, which is the kernel's source tree.
package struct SourceFactsRequest: Sendable, Codable, Equatable {
    /// Raised when either side would misread the other's JSON.
    package static let currentSchema = 3

    /// One .c file to be parsed, with all that it includes.
    package struct Unit: Sendable, Codable, Equatable {
        /// Of the .c file, relative to the source tree.
        package var path: String
        /// clang's arguments, the path apart.
        package var flags: [String]

        package init(path: String, flags: [String]) {
            self.path = path
            self.flags = flags
        }
    }

    /// Which form of JSON this request has.
    package var schema = SourceFactsRequest.currentSchema
    /// Files to be parsed; each on its own, in any order.
    package var units: [Unit]
    /// Structs defined in these files are wanted; an entry that ends in `/` is a
    /// directory.
    package var structFiles: [String]
    /// Headers that most units include, such as `linux/sched.h`: for units with
    /// the same flags they are parsed once.
    package var prelude: [String]
    /// Where what came of those headers is kept for the next request; without it
    /// all units are parsed as a whole.
    package var preludeDirectory: String?

    package init(
        units: [Unit], structFiles: [String], prelude: [String] = [],
        preludeDirectory: String? = nil
    ) {
        self.units = units
        self.structFiles = structFiles
        self.prelude = prelude
        self.preludeDirectory = preludeDirectory
    }
}

/// What `sched-cfacts` prints: the wanted structs, and who touches their members
/// in the source of the units, whatever the compiler makes of it.
package struct SourceFacts: Sendable, Codable, Equatable {
    /// Which form of JSON the answer has: the same as the request's.
    package var schema = SourceFactsRequest.currentSchema
    /// Every wanted struct or union that some unit defines, each once.
    package var structs: [Struct]
    /// Those that touch a wanted struct, or refer to a function that does.
    package var functions: [Function]

    /// A struct or union with its layout, as clang computes it.
    package struct Struct: Sendable, Codable, Equatable {
        /// Such as `struct rq`.
        package var name: String
        /// Where it is defined, relative to the source tree.
        package var file: String
        /// Of the definition, from 1.
        package var line: Int
        /// In bytes.
        package var size: Int
        /// In the order of the declaration; those of anonymous structs inside it count as
        /// its own.
        package var members: [Member]

        package init(name: String, file: String, line: Int, size: Int, members: [Member]) {
            self.name = name
            self.file = file
            self.line = line
            self.size = size
            self.members = members
        }
    }

    /// A member of a struct, or of an anonymous struct inside it.
    package struct Member: Sendable, Codable, Equatable {
        /// With dots for a member of a struct without a name: `avg.load_sum`.
        package var name: String
        /// As the source spells it, such as `struct list_head`.
        package var type: String
        /// The struct that it is, or is an array of; nil when it is none.
        package var aggregate: String?
        /// In bits.
        package var offset: Int
        /// In bits; 0 for a flexible array.
        package var size: Int
        /// Whether its width stands in the declaration (`unsigned int x : 1`).
        package var isBitField: Bool

        package init(
            name: String, type: String, aggregate: String?, offset: Int, size: Int,
            isBitField: Bool
        ) {
            self.name = name
            self.type = type
            self.aggregate = aggregate
            self.offset = offset
            self.size = size
            self.isBitField = isBitField
        }
    }

    /// A function with a body, or a variable with an initialiser.
    package struct Function: Sendable, Codable, Equatable {
        /// As the source spells it; not the linker's name.
        package var name: String
        /// Where its body or initialiser stands, relative to the source tree.
        package var file: String
        /// Of the definition, from 1.
        package var line: Int
        /// Declared `inline`, so that its code may be part of its callers.
        package var isInline: Bool
        /// It is a variable; its uses are those of its initialiser.
        package var isVariable: Bool
        /// One entry for each struct member that it touches.
        package var uses: [Use]
        /// Indices of `functions` that it refers to.
        package var references: [Int]

        package init(
            name: String, file: String, line: Int, isInline: Bool, isVariable: Bool, uses: [Use],
            references: [Int]
        ) {
            self.name = name
            self.file = file
            self.line = line
            self.isInline = isInline
            self.isVariable = isVariable
            self.uses = uses
            self.references = references
        }
    }

    /// What an expression does with a member.
    package enum Access: String, Sendable, Codable, CaseIterable {
        case read, write
        /// its address is taken: what happens there is not followed
        case address
    }

    /// What one function does with one member, or with a struct as a whole.
    package struct Use: Sendable, Codable, Equatable {
        /// Index of `structs`.
        package var structure: Int
        /// Index of its members; nil for the struct as a whole.
        package var member: Int?
        /// Every way in which it is touched, each once.
        package var access: [Access]
        /// The first line, in the function's file.
        package var line: Int

        package init(structure: Int, member: Int?, access: [Access], line: Int) {
            self.structure = structure
            self.member = member
            self.access = access
            self.line = line
        }
    }

    package init(structs: [Struct], functions: [Function]) {
        self.structs = structs
        self.functions = functions
    }
}
