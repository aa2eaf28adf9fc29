// SPDX-License-Identifier: Apache-2.0
import SourceFacts
import Support

/// The boundary as JSON: `sched boundary --json` prints it, a package carries it,
/// docs/boundary-json.md describes it. Reasons are sentences in it.
package struct BoundaryDocument: Sendable, Encodable {
    /// Rises when a key's meaning changes or a key goes.
    package static let currentSchema = 1

    /// Readers refuse a schema that they do not know.
    package var schema = BoundaryDocument.currentSchema
    /// The kernel that the boundary was computed for.
    package var kernel: Boundary.Kernel
    var files: [String]
    var functions: [Function]
    var redirects: [String]
    var kept: [String]
    var variables: [Variable]
    var schedulePoints: Boundary.SchedulePoints
    var structs: [Struct]?
    var listed: Listed?

    struct Function: Sendable, Encodable {
        var name: String
        var symbol: String?
        var file: String
        var line: Int
        var unit: String
        var `class`: Boundary.FunctionClass
        var evidence: [String]
        var address: UInt64
        var size: UInt64
        var sympos: Int
        var siteOffset: Int?
    }

    struct Variable: Sendable, Encodable {
        var name: String
        var symbol: String
        var file: String
        var line: Int
        var unit: String
        var ownership: Boundary.Variable.Ownership
        var `class`: Boundary.VariableClass
        var reason: String?
        var address: UInt64
        var size: UInt64
        var section: String
        var isPerCPU: Bool
        var outsideUsers: [VariableUser]
        var unsafe: String?
    }

    struct VariableUser: Sendable, Encodable {
        var how: String
        var source: String
        var file: String?
        var places: Int
        var isAtBoot: Bool
    }

    struct Struct: Sendable, Encodable {
        var name: String
        var file: String
        var line: Int
        var size: Int
        var kernelWide: String?
        var members: [Member]
        var holes: [Hole]
        var wholeUses: [Use]
    }

    struct Member: Sendable, Encodable {
        var name: String
        var type: String
        var offset: Int
        var size: Int
        var isBitField: Bool
        var scope: StructUse.Scope
        var uses: [Use]
        var insideUses: Int
        var isAddressTaken: Bool
    }

    struct Use: Sendable, Encodable {
        var function: String
        var file: String
        var line: Int
        var access: [SourceFacts.Access]
        var reason: String
        var isBoot: Bool
    }

    struct Hole: Sendable, Encodable {
        var offset: Int
        var size: Int
    }

    struct Listed: Sendable, Encodable {
        var source: String
        var items: [Item]
        var unlisted: [String]
    }

    struct Item: Sendable, Encodable {
        var key: String
        var name: String
        var line: Int
        var outcome: ListedBoundary.Outcome
        var finding: String
    }
}
