// SPDX-License-Identifier: Apache-2.0
import Foundation
import SystemPackage
import TestSupport
import Testing
@testable import Boundary
@testable import Kernel
@testable import Manifest
@testable import SourceFacts
@testable import Support

/// docs/boundary-json.md against what `sched boundary --json` prints.
@Suite struct BoundaryDocumentTests {
    /// A section of the document, and a value of that type.
    struct Part: Sendable, CustomTestStringConvertible {
        var section: String
        var value: any (Encodable & Sendable)
        var testDescription: String { section }
    }

    static let variable = Boundary.Variable(
        name: "a", symbol: "a.0", file: "a.c", line: 1, unit: "a.c", ownership: .private,
        class: .private, reason: .manifest, address: 1, size: 1, section: ".data",
        outsideUsers: [.init(kind: .read, source: "f", file: "a.c")], unsafe: "nobody calls it")
    static let parts: [Part] = [
        Part(section: "document", value: document),
        Part(section: "kernel", value: document.kernel),
        Part(section: "function", value: document.functions[0]),
        Part(section: "variable", value: document.variables[0]),
        Part(section: "variable user", value: document.variables[0].outsideUsers[0]),
        Part(section: "schedulePoints", value: document.schedulePoints),
        Part(section: "struct", value: structure),
        Part(section: "member", value: structure.members[0]),
        Part(section: "use", value: structure.wholeUses[0]),
        Part(section: "hole", value: structure.holes[0]),
        Part(section: "listed", value: listed),
        Part(section: "item", value: listed.items[0]),
    ]

    static let structure = BoundaryDocument.Struct(structUse)
    static let structUse = StructUse(
        name: "struct a", file: "a.h", line: 1, size: 8, isKernelWide: true,
        members: [
            .init(
                name: "b", type: "int", offset: 0, size: 32, isBitField: false, scope: .outside,
                uses: [], insideUses: 1, isAddressTaken: false)
        ], holes: [.init(offset: 32, size: 32)],
        wholeUses: [
            .init(function: "f", file: "a.c", line: 2, access: [.read], reason: .outsideBoundary)
        ])
    static let listed = BoundaryDocument.Listed(listedBoundary)
    static let listedBoundary = ListedBoundary(
        source: "b.yaml",
        items: [
            .init(
                key: "mod_files", name: "a.c", line: 1, finding: .unit)
        ], unlisted: ["f"])
    static let document = BoundaryDocument(whole)
    static var whole: Boundary {
        var boundary = BoundaryPageTests.boundary
        boundary.variables = [variable]
        boundary.structs = [structUse]
        boundary.listed = listedBoundary
        return boundary
    }

    /// Section to the keys in the first column of its table.
    private func documented() throws -> [String: Set<String>] {
        let root = Checkout.root
        var found: [String: Set<String>] = [:]
        var section = ""
        for line in try Files.readText(root.appending("docs/boundary-json.md"))
            .split(separator: "\n")
        {
            if line.hasPrefix("## ") { section = String(line.dropFirst(3)) }
            guard line.hasPrefix("| `") else { continue }
            let words = line.split(separator: "|")[0].split(separator: "`")
            found[section, default: []].formUnion(
                words.map(String.init).filter { $0.contains { $0.isLetter } })
        }
        return found
    }

    @Test(arguments: parts) func `every key is documented, and nothing else`(
        _ part: Part
    ) throws {
        let json = try JSONSerialization.jsonObject(with: JSONEncoder().encode(part.value))
        let printed = Set(try #require(json as? [String: Any]).keys)
        // Optional ones too, whether or not the sample has them.
        let stored = Set(Mirror(reflecting: part.value).children.compactMap(\.label))
        #expect(stored == printed, "the sample fills every optional")
        #expect(try documented()[part.section] == stored)
    }

    @Test func `every object has its section`() throws {
        #expect(Set(try documented().keys) == Set(Self.parts.map(\.section)))
    }

    @Test func `the schema's number is the one documented`() throws {
        let root = Checkout.root
        let text = try Files.readText(root.appending("docs/boundary-json.md"))
        #expect(text.contains("`schema` is \(BoundaryDocument.currentSchema);"))
        #expect(text.contains("| `schema` | \(BoundaryDocument.currentSchema) |"))
    }
}
