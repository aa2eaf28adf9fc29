// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Boundary
@testable import Kernel
@testable import Manifest
@testable import SourceFacts
@testable import Support

/// A boundary of one file, and a source that touches one member of one struct.
@Suite struct FunctionSidesTests {
    typealias Source = SourceFacts.Function

    private func function(
        _ name: String, _ file: String = "kernel/sched/fair.c", inline: Bool = false,
        to references: [Int] = []
    ) -> Source {
        Source(
            name: name, file: file, line: 10, isInline: inline, isVariable: false,
            uses: [.init(structure: 0, member: 0, access: [.read], line: 11)],
            references: references)
    }

    private func listed(
        _ name: String, _ kind: Boundary.FunctionClass, _ file: String = "kernel/sched/fair.c"
    ) -> Boundary.Function {
        Boundary.Function(
            name: name, symbol: name, file: file, line: 10, unit: file, class: kind,
            reasons: [], address: 0x1000, size: 16, sympos: 0, siteOffset: nil)
    }

    private func fact(_ name: String, inlinedBy: [String]) -> KernelFacts.Function {
        KernelFacts.Function(
            name: name, symbol: name, file: "kernel/sched/fair.c", line: 10,
            unit: "kernel/sched/fair.c", address: 0x1000, size: 16, section: ".text",
            isExternal: false, isExported: false, sympos: 0, inlinedInto: inlinedBy.count,
            hasFtraceSite: true, hasColdPart: false, inlinedBy: inlinedBy)
    }

    private func member(
        _ functions: [Source], _ listed: [Boundary.Function],
        _ facts: [KernelFacts.Function] = []
    ) throws -> StructUse.Member {
        let source = SourceFacts(
            structs: [
                .init(
                    name: "struct rq", file: "kernel/sched/sched.h", line: 1, size: 8,
                    members: [
                        .init(
                            name: "cpu", type: "int", aggregate: nil, offset: 0, size: 32,
                            isBitField: false)
                    ])
            ], functions: functions)
        let boundary = Boundary(
            kernel: .init(release: KernelRelease("6.1.0"), buildID: BuildID(hex: "00")),
            files: ["kernel/sched/fair.c"], functions: listed, redirects: [], kept: [],
            variables: [],
            schedulePoints: .init(
                entry: 0, contextSwitch: 0, exit: 0, usesFramePointer: true, frameSize: 8))
        let kernel = KernelFacts(
            release: KernelRelease("6.1.0"), buildID: BuildID(hex: "00"), textBase: 0,
            functions: facts, variables: [], references: [], globals: [:])
        let sides = FunctionSides(source, boundary, kernel)
        return try #require(
            StructUseAssembly(source: source, sides: sides).structs.first?.members.first)
    }

    @Test(arguments: [
        (Boundary.FunctionClass.insider, StructUse.Scope.internal), (.interface, .internal),
        (.callback, .internal), (.sidecar, .internal), (.kept, .outside), (.outsider, .outside),
        (.`init`, .boot), (.optimisedAway, .internal), (.contextSwitch, .internal),
    ])
    func `a function's class decides`(
        _ kind: Boundary.FunctionClass, _ scope: StructUse.Scope
    ) throws {
        #expect(try member([function("f")], [listed("f", kind)]).scope == scope)
    }

    @Test(arguments: ["kernel/exit.c", "runtime/tasks.c", "include/trace/events/sched.h"])
    func `other files are outside`(_ file: String) throws {
        #expect(try member([function("f", file)], []).scope == .outside)
    }

    static let header = "kernel/sched/sched.h"

    @Test func `a header's function is part of who refers to it`() throws {
        let get = function("get", Self.header, inline: true)
        let inside = function("inside", to: [0])
        #expect(try member([get, inside], [listed("inside", .insider)]).scope == .internal)
        let exit = Source(
            name: "exit", file: "kernel/exit.c", line: 5, isInline: false, isVariable: false,
            uses: [], references: [0])
        let found = try member([get, inside, exit], [listed("inside", .insider)])
        #expect(found.scope == .outside)
        #expect(found.uses.map(\.reason) == [.inlinePart(of: "exit")])
        #expect(found.insideUses == 2)
    }

    @Test func `through another header's function as well`() throws {
        let get = function("get", Self.header, inline: true)
        let wrap = Source(
            name: "wrap", file: Self.header, line: 20, isInline: true, isVariable: false,
            uses: [], references: [0])
        let kept = Source(
            name: "schedule", file: "kernel/sched/fair.c", line: 30, isInline: false,
            isVariable: false, uses: [], references: [1])
        let found = try member([get, wrap, kept], [listed("schedule", .kept)])
        #expect(found.uses.map(\.function) == ["get"])
        #expect(found.uses.map(\.reason) == [.inlinePart(of: "schedule")])
    }

    @Test func `a call to a function with code of its own is not a part`() throws {
        let inside = function("update")
        let kept = Source(
            name: "schedule", file: "kernel/sched/fair.c", line: 30, isInline: false,
            isVariable: false, uses: [], references: [0])
        let listed = [listed("update", .interface), listed("schedule", .kept)]
        #expect(try member([inside, kept], listed).scope == .internal)
        // Unless gcc inlined it there as well.
        let facts = [fact("update", inlinedBy: ["schedule"])]
        #expect(try member([inside, kept], listed, facts).scope == .outside)
    }

    @Test func `a name that DWARF alone knows is outside`() throws {
        let facts = [fact("update", inlinedBy: ["somebody"])]
        let found = try member([function("update")], [listed("update", .insider)], facts)
        #expect(found.scope == .outside)
        #expect(found.uses.map(\.reason) == [.inlinePart(of: "somebody")])
    }

    @Test func `holes are what no member covers`() throws {
        let item = SourceFacts.Struct(
            name: "struct s", file: "kernel/sched/sched.h", line: 1, size: 16,
            members: [
                .init(
                    name: "a", type: "int", aggregate: nil, offset: 0, size: 3, isBitField: true),
                .init(
                    name: "b", type: "int", aggregate: nil, offset: 64, size: 32,
                    isBitField: false),
            ])
        #expect(StructUseAssembly.holes(item).map(\.text) == ["61 bits at 0:3", "4 bytes at 12"])
    }
}
