// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import ClangReader
@testable import SourceFacts
@testable import Support

/// Small units, written by the test, read with the real clang.
@Suite struct UnitReaderTests {
    static let header = """
        struct load { unsigned long weight; };
        struct entity { struct load load; int on_rq; int slots[4]; struct entity *parent;
            struct { int nr; } removed; union { int a; int b; }; unsigned flag : 1; };
        struct task { int prio; struct entity se; };
        """

    static let macros = """
        #define READ_ONCE(x) (*(const volatile typeof(x) *)&(x))
        #define WRITE_ONCE(x, v) do { *(volatile typeof(x) *)&(x) = (v); } while (0)
        #define offsetof(t, m) __builtin_offsetof(t, m)
        #define container_of(p, t, m) ((t *)((char *)(p) - offsetof(t, m)))

        """

    private func read(_ body: String) throws -> SourceFacts {
        let directory = try Files.makeTemporaryDirectory("reader")
        defer { try? Files.remove(directory) }
        try Files.write(Array(Self.header.utf8), to: directory.appending("wanted.h"))
        let file = directory.appending("unit.c")
        try Files.write(Array((Self.macros + "#include \"wanted.h\"\n" + body).utf8), to: file)
        return try UnitReader.read(
            .init(path: file.string, flags: ["--target=x86_64-linux-gnu"]),
            structFiles: [directory.appending("wanted.h").string])
    }

    private func uses(_ facts: SourceFacts, of function: String) -> [String] {
        let found = facts.functions.first { $0.name == function }?.uses ?? []
        return found.map { use in
            let item = facts.structs[use.structure]
            let member = use.member.map { item.members[$0].name } ?? "*"
            let access = use.access.map(\.rawValue).joined(separator: "+")
            return "\(item.name.split(separator: " ").last ?? "").\(member) \(access)"
        }.sorted()
    }

    @Test func `structs are laid out as the compiler does`() throws {
        let facts = try read("int f(struct task *p) { return p->prio; }")
        #expect(facts.structs.map(\.name) == ["struct load", "struct entity", "struct task"])
        let entity = facts.structs[1]
        #expect(entity.size == 56)
        #expect(
            entity.members.map { "\($0.offset) \($0.size) \($0.type) \($0.name)" } == [
                "0 64 struct load load", "64 32 int on_rq", "96 128 int[4] slots",
                "256 64 struct entity * parent", "320 32 int removed.nr", "352 32 int a",
                "352 32 int b", "384 1 unsigned int flag",
            ])
        #expect(entity.members[0].aggregate == "struct load")
    }

    @Test(arguments: [
        ("return p->on_rq;", ["entity.on_rq read"]),
        ("p->on_rq = 1;", ["entity.on_rq write"]),
        ("p->on_rq++;", ["entity.on_rq read+write"]),
        ("p->on_rq += p->a;", ["entity.a read", "entity.on_rq read+write"]),
        ("take(&p->on_rq);", ["entity.on_rq address"]),
        ("take(p->slots);", ["entity.slots address"]),
        ("return p->slots[p->b];", ["entity.b read", "entity.slots read"]),
        ("p->slots[0] = 2;", ["entity.slots write"]),
        ("return READ_ONCE(p->on_rq);", ["entity.on_rq read"]),
        ("WRITE_ONCE(p->on_rq, 1);", ["entity.on_rq write"]),
        ("WRITE_ONCE(p->slots[1], 1);", ["entity.slots write"]),
        ("p->load.weight = 1;", ["entity.load write", "load.weight write"]),
        ("(&p->load)->weight = 1;", ["entity.load write", "load.weight write"]),
        ("p->parent->on_rq = 1;", ["entity.on_rq write", "entity.parent read"]),
        ("return p->removed.nr;", ["entity.removed.nr read"]),
        ("p->flag = 1;", ["entity.flag write"]),
        ("*p = *p->parent;", ["entity.* write", "entity.parent read"]),
        ("clear(p, sizeof(*p));", ["entity.* address"]),
        ("clear(p, sizeof(struct entity));", ["entity.* address"]),
        ("clear(p, sizeof(p->on_rq));", []),
        ("typeof(p->on_rq) x = 0; return x;", []),
        ("return container_of(p, struct task, se)->prio;", ["task.prio read", "task.se address"]),
    ])
    func `each way to touch a member is told`(_ statement: String, _ expected: [String]) throws {
        let facts = try read(
            """
            void take(int *); void clear(void *, unsigned long);
            int f(struct entity *p) { \(statement) return 0; }
            """)
        #expect(uses(facts, of: "f") == expected)
    }

    @Test func `designators write, and an initialiser has the variable's name`() throws {
        let facts = try read("struct task first = { .se = { .on_rq = 1 } };")
        #expect(
            uses(facts, of: "first") == [
                "entity.* write", "entity.on_rq write", "task.* write", "task.se write",
            ])
        #expect(facts.functions.first { $0.name == "first" }?.isVariable == true)
    }

    @Test func `references lead from a function to the ones it names`() throws {
        let facts = try read(
            """
            static inline int get(struct entity *p) { return p->on_rq; }
            int direct(struct entity *p) { return get(p); }
            int (*pointer(void))(struct entity *) { return get; }
            """)
        let get = try #require(facts.functions.firstIndex { $0.name == "get" })
        #expect(facts.functions[get].isInline)
        for name in ["direct", "pointer"] {
            #expect(facts.functions.first { $0.name == name }?.references == [get])
        }
    }

    @Test func `a source that clang does not understand is an error with its words`() {
        do {
            _ = try read("int f(struct task *p) { return p->nice; }")
            Issue.record("it was read")
        } catch {
            #expect("\(error)".contains("unit.c:6:"))
            #expect("\(error)".contains("no member named 'nice' in 'struct task'"))
        }
    }
}
