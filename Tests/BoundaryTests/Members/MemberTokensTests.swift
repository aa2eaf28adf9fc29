// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Boundary
@testable import Kernel
@testable import Manifest
@testable import SourceFacts
@testable import Support

@Suite struct MemberTokensTests {
    private static func item(
        _ name: String, _ file: String, _ members: [(String, String?)]
    ) -> SourceFacts.Struct {
        .init(
            name: name, file: file, line: 1, size: 8,
            members: members.map {
                .init(
                    name: $0.0, type: $0.1 ?? "int", aggregate: $0.1, offset: 0, size: 32,
                    isBitField: false)
            })
    }

    static let structs = [
        item("struct load_weight", MemberTokens.sharedHeader, [("weight", nil)]),
        item("struct vtime", MemberTokens.sharedHeader, [("state", nil)]),
        item(
            "struct sched_entity", MemberTokens.sharedHeader,
            [("load", "struct load_weight"), ("on_rq", nil)]),
        item(
            "struct task_struct", MemberTokens.sharedHeader,
            [("se", "struct sched_entity"), ("vtime", "struct vtime"), ("prio", nil)]),
        item("struct sched_param", MemberTokens.sharedHeader, [("sched_priority", nil)]),
        item("struct rq", "kernel/sched/sched.h", [("cpu", nil)]),
    ]

    @Test func `what the scheduler's structs are made of is followed`() {
        let tokens = MemberTokens(Self.structs)
        #expect(tokens.structs == ["load_weight", "sched_entity"])
        #expect(tokens.holders == ["se": ["load", "on_rq"]])
    }

    @Test(arguments: [
        ("return p->se.on_rq;", true), ("x = a.se . load;", true),
        ("struct sched_entity *se;", true),
        ("p->se.load.weight = 1;", true), ("p->se.other = 1;", false), ("p->sep.on_rq", false),
        ("struct sched_entity_x y;", false),
        ("p->vtime.state", false),
    ])
    func `the pattern matches accesses`(_ text: String, _ matches: Bool) throws {
        let pattern = try MemberTokens.regex(try #require(MemberTokens(Self.structs).pattern))
        #expect((text.firstMatch(of: pattern) != nil) == matches)
    }

    @Test(arguments: [
        ("p->se = *other;", true), (".se = {", true), ("a.se = b->se;", true),
        ("q->se = NULL;", false), (".se = statistics,", false), ("q->se = make();", false),
        ("if (q->se == b->se)", false),
    ])
    func `whole structs are copied from objects`(_ text: String, _ matches: Bool) throws {
        let pattern = try MemberTokens.regex(
            try #require(MemberTokens(Self.structs).wholePattern))
        #expect((text.firstMatch(of: pattern) != nil) == matches)
    }

    @Test func `macros that touch are names to look for`() throws {
        let pattern = try MemberTokens.regex(try #require(MemberTokens(Self.structs).pattern))
        let text = """
            #define on_rq_of(p) ((p)->se.on_rq)
            #define harmless(p) ((p)->prio)
            # define longer(p) \\
                do { (p)->se.load.weight = 1; } while (0)
            static inline int f(struct task_struct *p) { return p->se.on_rq; }
            """
        #expect(MemberTokens.macros(in: text, matching: pattern) == ["on_rq_of", "longer"])
    }

    @Test func `of gcc's flags those stay that decide what the source means`() {
        let flags = [
            "-nostdinc", "-I./include", "-include", "./x.h", "-O2", "-D__KERNEL__", "-mno-sse",
            "-std=gnu11", "-Wall", "-I", "a", "-fshort-wchar", "-fno-common",
            "-DKBUILD_MODNAME=\"kvm\"", "-D__KBUILD_MODNAME=kmod_kvm",
        ]
        #expect(
            ClangArguments.from(flags) == [
                "-nostdinc", "-I./include", "-include", "./x.h", "-D__KERNEL__", "-std=gnu11",
                "-I", "a", "-fshort-wchar", "-DKBUILD_BASENAME=\"unit\"",
                "-DKBUILD_MODNAME=\"unit\"", "-DKBUILD_MODFILE=\"unit\"",
                "-D__KBUILD_MODNAME=unit", "--target=x86_64-linux-gnu", "-Wno-everything",
                "-ferror-limit=0",
            ])
    }
}
