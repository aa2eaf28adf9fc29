// SPDX-License-Identifier: Apache-2.0

/// What `sched` asks of `sched-cfacts`, as JSON on its standard input. Paths are
/// relative to its working directory, which is the kernel's source tree.
public struct SourceFactsRequest: Sendable, Codable, Equatable {
    /// Raised when either side would misread the other's JSON.
    public static let currentSchema = 3

    public struct Unit: Sendable, Codable, Equatable {
        public var path: String
        /// clang's arguments, the path apart.
        public var flags: [String]

        public init(path: String, flags: [String]) {
            self.path = path
            self.flags = flags
        }
    }

    public var schema = SourceFactsRequest.currentSchema
    public var units: [Unit]
    /// Structs defined in these files are wanted; an entry that ends in `/` is a
    /// folder.
    public var structFiles: [String]
    /// Headers that most units include, such as `linux/sched.h`: for units with
    /// the same flags they are parsed once.
    public var prelude: [String]
    /// Where what came of those headers is kept for the next request; without it
    /// all units are parsed as a whole.
    public var preludeFolder: String?

    public init(
        units: [Unit], structFiles: [String], prelude: [String] = [],
        preludeFolder: String? = nil
    ) {
        self.units = units
        self.structFiles = structFiles
        self.prelude = prelude
        self.preludeFolder = preludeFolder
    }
}

/// What `sched-cfacts` prints: the wanted structs, and who touches their members
/// in the source of the units, whatever the compiler makes of it.
public struct SourceFacts: Sendable, Codable, Equatable {
    public var schema = SourceFactsRequest.currentSchema
    public var structs: [Struct]
    /// Those that touch a wanted struct, or refer to a function that does.
    public var functions: [Function]

    public struct Struct: Sendable, Codable, Equatable {
        /// Such as `struct rq`.
        public var name: String
        public var file: String
        public var line: Int
        /// In bytes.
        public var size: Int
        public var members: [Member]

        public init(name: String, file: String, line: Int, size: Int, members: [Member]) {
            self.name = name
            self.file = file
            self.line = line
            self.size = size
            self.members = members
        }
    }

    public struct Member: Sendable, Codable, Equatable {
        public var name: String
        public var type: String
        /// The struct that it is, or is an array of; nil when it is none.
        public var aggregate: String?
        /// In bits.
        public var offset: Int
        public var size: Int
        public var isBitField: Bool

        public init(
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
    public struct Function: Sendable, Codable, Equatable {
        public var name: String
        public var file: String
        public var line: Int
        public var isInline: Bool
        public var isVariable: Bool
        public var uses: [Use]
        /// Indices of `functions` that it refers to.
        public var references: [Int]

        public init(
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

    public struct Use: Sendable, Codable, Equatable {
        /// Index of `structs`.
        public var structure: Int
        /// Index of its members; nil for the struct as a whole.
        public var member: Int?
        public var access: [StructUse.Access]
        /// The first line, in the function's file.
        public var line: Int

        public init(structure: Int, member: Int?, access: [StructUse.Access], line: Int) {
            self.structure = structure
            self.member = member
            self.access = access
            self.line = line
        }
    }

    public init(structs: [Struct], functions: [Function]) {
        self.structs = structs
        self.functions = functions
    }
}
