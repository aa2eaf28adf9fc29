// SPDX-License-Identifier: Apache-2.0
import Diagnostics
import SystemIO
import SystemPackage
import Testing
import VmlinuxFacts

@Suite struct StructLayouts {
    static let source = """
        struct node { struct node *next; };
        struct task { int flag; unsigned on:1, kind:3; long run[2];
            union { int a; struct { char b, c; }; }; struct { short d; } in; struct node link; };
        struct task *use(struct task *t) { t->flag++; return t; }

        """

    private func layouts(_ text: String) async throws -> [String: StructLayout] {
        let folder = try Files.makeTemporaryDirectory("layouts")
        defer { try? Files.remove(folder) }
        try Files.write(Array(text.utf8), to: folder.appending("unit.c"))
        try await Command(
            "gcc",
            [
                "-O2", "-gdwarf-5", "-flto", "-fno-fat-lto-objects", "-c", "-o", "unit.o",
                "unit.c",
            ], in: folder
        ).runChecked(timeout: 60)
        return try StructReader.layouts(
            object: try Files.read(folder.appending("unit.o")), named: "unit.o",
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
}
