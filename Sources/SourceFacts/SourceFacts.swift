// SPDX-License-Identifier: Apache-2.0

/// What `sched` asks of `sched-cfacts`, as JSON on its standard input. Paths are
/// relative to its working directory, which is the kernel's source tree.
package struct SourceFactsRequest: Sendable, Codable, Equatable {
    /// Raised when either side would misread the other's JSON.
    package static let currentSchema = 3

    package struct Unit: Sendable, Codable, Equatable {
        package var path: String
        /// clang's arguments, the path apart.
        package var flags: [String]

        package init(path: String, flags: [String]) {
            self.path = path
            self.flags = flags
        }
    }

    package var schema = SourceFactsRequest.currentSchema
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
    package var schema = SourceFactsRequest.currentSchema
    package var structs: [Struct]
    /// Those that touch a wanted struct, or refer to a function that does.
    package var functions: [Function]

    package struct Struct: Sendable, Codable, Equatable {
        /// Such as `struct rq`.
        package var name: String
        package var file: String
        package var line: Int
        /// In bytes.
        package var size: Int
        package var members: [Member]

        package init(name: String, file: String, line: Int, size: Int, members: [Member]) {
            self.name = name
            self.file = file
            self.line = line
            self.size = size
            self.members = members
        }
    }

    package struct Member: Sendable, Codable, Equatable {
        package var name: String
        package var type: String
        /// The struct that it is, or is an array of; nil when it is none.
        package var aggregate: String?
        /// In bits.
        package var offset: Int
        package var size: Int
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
        package var name: String
        package var file: String
        package var line: Int
        package var isInline: Bool
        package var isVariable: Bool
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

    package enum Access: String, Sendable, Codable, CaseIterable {
        case read, write
        /// its address is taken: what happens there is not followed
        case address
    }

    package struct Use: Sendable, Codable, Equatable {
        /// Index of `structs`.
        package var structure: Int
        /// Index of its members; nil for the struct as a whole.
        package var member: Int?
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
