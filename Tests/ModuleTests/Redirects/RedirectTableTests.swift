// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Boundary
@testable import Contract
@testable import ELF
@testable import Kernel
@testable import Module
@testable import Support

/// A boundary with functions a page apart, and an object that has some of them.
private enum Sample {
    static let base: UInt64 = 0xffff_ffff_8100_0000

    static func function(
        _ name: String, _ kind: Boundary.FunctionClass, page: Int, size: UInt64 = 0x40,
        siteOffset: Int? = nil
    ) -> Boundary.Function {
        .init(
            name: name, symbol: name, file: "f.c", line: page, unit: "f.c", class: kind,
            reasons: [], address: base + UInt64(page) * 0x1000, size: size, sympos: 0,
            siteOffset: siteOffset)
    }

    static func boundary(_ functions: [Boundary.Function]) -> Boundary {
        Boundary(
            kernel: .init(release: KernelRelease("6.1.0"), buildID: BuildID(hex: "00")),
            files: ["f.c"], functions: functions, redirects: [], kept: [], variables: [],
            schedulePoints: .init(
                entry: 0, contextSwitch: 0, exit: 0, usesFramePointer: false, frameSize: 0))
    }

    static func facts(
        _ functions: [Boundary.Function] = [], globals: [String: KernelFacts.Symbol] = [:],
        hasEndbr: Bool = false
    ) -> KernelFacts {
        KernelFacts(
            release: KernelRelease("6.1.0"), buildID: BuildID(hex: "00"), textBase: base,
            functions: functions.map { function in
                var known = KernelFacts.Function(
                    name: function.name, symbol: function.symbol, file: "f.c",
                    line: function.line, unit: "f.c", address: function.address,
                    size: function.size, section: ".text", isExternal: true, isExported: false,
                    sympos: 0, inlinedInto: 0, hasFtraceSite: true, hasColdPart: false)
                known.hasEndbr = hasEndbr
                return known
            }, variables: [], references: [], globals: globals)
    }

    static func extracted(
        _ redirects: [String], classTables: [String: Int] = [:],
        absolute: [String: UInt64] = [:]
    ) -> ExtractedObject {
        ExtractedObject(
            object: ObjectFile(sections: [], symbols: []), absoluteSymbols: absolute,
            redirects: redirects,
            targets: Dictionary(uniqueKeysWithValues: redirects.map { ($0, "sv_" + $0) }),
            classTables: classTables, functions: [], variables: [])
    }

    static func symbol(
        _ address: UInt64, size: UInt64 = 8, isExported: Bool = false
    ) -> KernelFacts.Symbol {
        .init(
            address: address, size: size, kind: .object, isWeak: false, section: ".data",
            isExported: isExported)
    }
}

@Suite struct RedirectTables {
    private func table(
        _ functions: [Boundary.Function], redirects: [String], classTables: [String: Int] = [:],
        globals: [String: KernelFacts.Symbol] = [:], hasEndbr: Bool = false
    ) throws -> RedirectTable {
        try RedirectTable(
            boundary: Sample.boundary(functions),
            facts: Sample.facts(functions, globals: globals, hasEndbr: hasEndbr),
            extracted: Sample.extracted(redirects, classTables: classTables))
    }

    /// Five bytes of the ftrace call, behind four of endbr64 where there is one;
    /// the boundary's own word comes first.
    @Test(arguments: [(nil, false, 5), (nil, true, 9), (4, true, 4)] as [(Int?, Bool, Int)])
    func `the jump goes behind endbr and the ftrace site`(
        _ siteOffset: Int?, _ hasEndbr: Bool, _ offset: Int
    ) throws {
        let tick = Sample.function("tick", .interface, page: 1, siteOffset: siteOffset)
        let list = try table([tick], redirects: ["tick"], hasEndbr: hasEndbr).list
        #expect(
            list == [
                Redirect(
                    symbol: "tick", sympos: 0, address: Sample.base + 0x1000, siteOffset: offset)
            ])
    }

    @Test func `a function that vmlinux lacks cannot be redirected`() {
        #expect(throws: SystemError.self) { try table([], redirects: ["gone"]) }
    }

    @Test func `ranges hold the replaced code, cold parts too, each once`() throws {
        let functions = [
            Sample.function("fair", .insider, page: 3),
            Sample.function("tick", .interface, page: 1),
            Sample.function("tick_alias", .callback, page: 1),
            Sample.function("kept", .kept, page: 4), Sample.function("boot", .`init`, page: 5),
            Sample.function("other", .outsider, page: 6),
            Sample.function("__schedule", .contextSwitch, page: 7),
            Sample.function("inlined", .optimisedAway, page: 8),
        ]
        let ranges = try table(functions, redirects: []).ranges(
            coldParts: [
                (parent: "fair", address: Sample.base + 0x9000, size: 8),
                (parent: "kept", address: Sample.base + 0xa000, size: 8),
            ])
        #expect(
            ranges.map { [$0.start - Sample.base, $0.end - Sample.base] } == [
                [0x1000, 0x1040], [0x3000, 0x3040], [0x9000, 0x9008],
            ])
        #expect(ranges.map(\.symbol).suffix(2) == ["fair", "fair"])
    }

    @Test func `a class table of another size is refused`() throws {
        let globals = ["fair_sched_class": Sample.symbol(0x100, size: 208)]
        let same = try table(
            [], redirects: [], classTables: ["fair_sched_class": 208], globals: globals)
        #expect(
            try same.classTable("fair_sched_class")
                == .init(
                    symbol: "fair_sched_class", address: 0x100, size: 208,
                    shadow: "sv_fair_sched_class"))
        let other = try table(
            [], redirects: [], classTables: ["fair_sched_class": 216], globals: globals)
        #expect(throws: SystemError.self) { try other.classTable("fair_sched_class") }
        #expect(throws: SystemError.self) { try other.classTable("ext_sched_class") }
    }
}

@Suite struct AbsoluteSymbolObjects {
    private let facts = Sample.facts(globals: [
        "static_one": Sample.symbol(0x200), "exported": Sample.symbol(0x300, isExported: true),
    ])

    @Test func `vmlinux's symbols get values, exported ones stay undefined`() throws {
        let object = try AbsoluteSymbols(facts: facts).object(
            for: Sample.extracted([], absolute: ["vmlinux.rq.ff": 0x400]),
            runtime: .init(
                undefined: [
                    "static_one", "exported", "variant_sites", "__this_module",
                    "sv_update_rq_clock",
                ]))
        #expect(object.sections.isEmpty)
        #expect(object.symbols.map(\.name) == ["static_one", "vmlinux.rq.ff", "vmlinux_text"])
        #expect(object.symbols.map(\.value) == [0x200, 0x400, Sample.base])
        #expect(object.symbols.allSatisfy { $0.place == .absolute && $0.binding == .global })
    }

    @Test func `a symbol that vmlinux lacks is an error`() {
        #expect(throws: SystemError.self) {
            try AbsoluteSymbols(facts: facts).object(
                for: Sample.extracted([]), runtime: .init(undefined: ["gone"]))
        }
    }

    /// The runtime may call a sealed function, but not by its address.
    @Test(arguments: [(false, true), (true, false)])
    func `a sealed function is called directly`(_ isTaken: Bool, _ isGood: Bool) throws {
        let runtime = RuntimeSymbols(
            undefined: ["static_one"], taken: isTaken ? ["static_one"] : [])
        let object = try? AbsoluteSymbols(facts: facts, sealed: [0x200]).object(
            for: Sample.extracted([]), runtime: runtime)
        #expect((object != nil) == isGood)
    }
}

@Suite struct PackagedBoundaryTests {
    @Test func `the boundary has the redirects that extraction adds`() throws {
        let boundary = Sample.boundary([
            Sample.function("pick", .insider, page: 1, siteOffset: 9),
            Sample.function("callback", .insider, page: 2),
            Sample.function("own", .insider, page: 3),
        ])
        let built = boundary.redirecting([
            Redirect(symbol: "pick", sympos: 0, address: 16, siteOffset: 9),
            Redirect(symbol: "callback", sympos: 0, address: 16, siteOffset: 4),
        ])
        #expect(built.redirects == ["callback", "pick"])
        #expect(built.functions.map(\.siteOffset) == [9, 4, nil])
    }
}
