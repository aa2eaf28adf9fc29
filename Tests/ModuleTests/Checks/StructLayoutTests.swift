// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Boundary
@testable import Kernel
@testable import Manifest
@testable import Module
@testable import SourceFacts
@testable import Support

@Suite struct StructLayouts {
    static let source = """
        struct node { struct node *next; };
        struct task { int flag; unsigned on:1, kind:3; long run[2];
            union { int a; struct { char b, c; }; }; struct { short d; } in; struct node link; };
        struct task *use(struct task *t) { t->flag++; return t; }

        """

    private func layouts(_ text: String) async throws -> [String: StructLayout] {
        let directory = try Files.makeTemporaryDirectory("layouts")
        defer { try? Files.remove(directory) }
        try Files.write(Array(text.utf8), to: directory.appending("unit.c"))
        try await Command(
            "gcc",
            [
                "-O2", "-gdwarf-5", "-flto", "-fno-fat-lto-objects", "-c", "-o", "unit.o",
                "unit.c",
            ], in: directory
        ).runChecked(timeout: 60)
        return try StructReader.layouts(
            object: try Files.read(directory.appending("unit.o")), named: "unit.o",
            declaredIn: ["unit.c"])
    }

    @Test func `sizes, places and types are the compiler's`() async throws {
        let task = try #require(try await layouts(Self.source)["struct task"])
        #expect(task.size == 40)
        #expect(
            task.members.map { "\($0.place) \($0.size) \($0.type) \($0.name)" } == [
                "0 32 int flag", "4:0 1 unsigned int on", "4:1 3 unsigned int kind",
                "8 128 long int[2] run", "24 32 int a", "24 8 char b", "25 8 char c",
                "28 16 short int in.d", "32 64 struct node link",
            ])
        #expect(task.members.last?.aggregate == "struct node")
    }

    @Test(arguments: [
        ("kind:3", "kind:4", "4:1"),
        ("long run[2]", "long more; long run[2]", "at byte 8 there and at 16"),
        ("long run[2]", "int run[2]", "16 bytes there and 8 bytes"),
        ("int flag;", "", "is not in the variant's"),
        ("struct node link;", "struct node link; long end;", "40 bytes there and 48"),
    ])
    func `a change of the layout is found`(
        _ old: String, _ new: String, _ message: String
    ) async throws {
        let stock = try #require(try await layouts(Self.source)["struct task"])
        let text = Self.source.replacing("t->flag++; ", with: "").replacing(old, with: new)
        let variant = try #require(try await layouts(text)["struct task"])
        let change = try #require(LayoutChange(stock: stock, variant: variant))
        let diagnostic = change.diagnostic(at: nil, notes: [])
        #expect(diagnostic.message.contains(message), "\(diagnostic)")
        #expect(diagnostic.notes.count > 2)
    }

    @Test func `a member in a hole changes nothing, but is named`() async throws {
        let stock = try #require(try await layouts(Self.source)["struct task"])
        let text = Self.source.replacing("kind:3;", with: "kind:3, mine:2;")
        let variant = try #require(try await layouts(text)["struct task"])
        #expect(LayoutChange(stock: stock, variant: variant) == nil)
        #expect(LayoutChange.inHoles(stock: stock, variant: variant).map(\.name) == ["mine"])
        #expect(LayoutChange(stock: stock, variant: stock) == nil)
    }

    @Test func `a second name for a member changes nothing, for a part of one it does`()
        async throws
    {
        let stock = try #require(try await layouts(Self.source)["struct task"])
        for (union, isChange) in [("int donor; int flag;", false), ("short half; int flag;", true)]
        {
            let text = Self.source.replacing("int flag;", with: "union { \(union) };")
            let variant = try #require(try await layouts(text)["struct task"])
            #expect((LayoutChange(stock: stock, variant: variant) != nil) == isChange)
            #expect(MemberChange.all(stock: stock, variant: variant).isEmpty)
        }
    }

    @Test(arguments: [
        ("long run[2]", "unsigned long run[2]", "`run` of `struct task` (unit.c) is `long int[2]`"),
        ("int a;", "int mine;", "is `int mine` in the variant"),
        ("int flag;", "short one, two;", "is `short int one` and `short int two` in the variant"),
    ])
    func `another meaning of a member in its place is told by who touches it`(
        _ old: String, _ new: String, _ message: String
    ) async throws {
        let stock = try #require(try await layouts(Self.source)["struct task"])
        let text = Self.source.replacing("t->flag++; ", with: "").replacing(old, with: new)
        let variant = try #require(try await layouts(text)["struct task"])
        #expect(LayoutChange(stock: stock, variant: variant) == nil)
        let change = try #require(MemberChange.all(stock: stock, variant: variant).first)
        let unknown = change.diagnostic(of: stock, use: nil, at: nil, notes: [])
        #expect(unknown.code == .structMemberUsed)
        #expect(unknown.message.contains(message), "\(unknown)")
        for scope in StructUse.Scope.allCases {
            let use = use(of: stock, change.stock.name, scope)
            let found = change.diagnostic(of: stock, use: use, at: nil, notes: [])
            #expect(
                found.code == (scope == .outside ? .structMemberUsed : .structMemberReused))
            #expect(found.severity == (scope == .outside ? .error : .warning))
        }
    }

    private func use(
        of layout: StructLayout, _ member: String, _ scope: StructUse.Scope
    ) -> StructUse {
        StructUse(
            name: layout.name, file: layout.file, line: 1, size: layout.size, isKernelWide: false,
            members: layout.members.map {
                .init(
                    name: $0.name, type: $0.type, offset: $0.offset, size: $0.size,
                    isBitField: $0.isBitField, scope: $0.name == member ? scope : .outside,
                    uses: [], insideUses: 1, isAddressTaken: false)
            }, holes: [], wholeUses: [])
    }

    @Test func `a typedef is no other type, a renamed struct is the same one`() async throws {
        let stock = try await layouts(Self.source)
        let text =
            "typedef int number;\n"
            + Self.source.replacing("int flag", with: "number flag")
            .replacing("struct node", with: "struct knot")
        let variant = try await layouts(text)
        let renamed = MemberChange.renamed(stock: stock, variant: variant)
        #expect(renamed == ["struct knot": "struct node"])
        let (old, new) = (try #require(stock["struct task"]), try #require(variant["struct task"]))
        #expect(MemberChange.all(stock: old, variant: new, renamed: renamed).isEmpty)
        #expect(MemberChange.all(stock: old, variant: new).map(\.stock.name) == ["link"])
    }

    @Test func `the hint of a changed layout names holes and internal members`() async throws {
        let stock = try #require(try await layouts(Self.source)["struct task"])
        let text = Self.source.replacing("long run[2]", with: "long more; long run[2]")
        let variant = try #require(try await layouts(text)["struct task"])
        let change = try #require(LayoutChange(stock: stock, variant: variant))
        let hint = change.hint(use(of: stock, "a", .internal))
        #expect(hint.contains("2 bytes at 30"), "\(hint)")
        #expect(hint.contains("`a` at 24"))
        #expect(!hint.contains("`flag`"))
    }

    @Test func `a method with other parameters is another type`() async throws {
        let text = "struct class { int (*pick)(struct class *, int); }; struct class one;\n"
        let stock = try #require(try await layouts(text)["struct class"])
        let other = text.replacing("*, int)", with: "*, long)")
        let variant = try #require(try await layouts(other)["struct class"])
        #expect(MemberChange.all(stock: stock, variant: variant).map(\.stock.name) == ["pick"])
        #expect(MemberChange.all(stock: stock, variant: stock).isEmpty)
    }
}
