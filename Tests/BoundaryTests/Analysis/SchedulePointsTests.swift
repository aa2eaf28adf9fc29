// SPDX-License-Identifier: Apache-2.0
import BoundarySupport
import Testing
@testable import Boundary
@testable import Kernel
@testable import Manifest
@testable import SourceFacts
@testable import Support
@testable import X86
@testable import X86

@Suite struct SchedulePointsTests {
    private func expect(
        _ listing: Listing, framePointer: Bool, frameSize: Int,
        _ location: Testing.SourceLocation = #_sourceLocation
    ) throws {
        let addresses = listing.addresses
        let points = try listing.find()
        #expect(points.entry == addresses["P"], sourceLocation: location)
        #expect(points.contextSwitch == addresses["S"], sourceLocation: location)
        #expect(points.exit == addresses["E"], sourceLocation: location)
        #expect(points.usesFramePointer == framePointer, sourceLocation: location)
        #expect(points.frameSize == frameSize, sourceLocation: location)
    }

    @Test func `a kernel without __schedule is told at the manifest's line`() throws {
        var kernel = SmallKernel()
        let wanted = ["6.12.*", "6.1.0-*"].enumerated().map {
            SmallKernel.at($0.element, line: $0.offset + 6)
        }
        let found = try SchedulePoints.function(in: kernel.facts, of: wanted)
        #expect(found.symbol == "__schedule")
        kernel.facts.functions.removeAll { $0.symbol == "__schedule" }
        let error = try #require(throws: DiagnosticsError.self) {
            try SchedulePoints.function(in: kernel.facts, of: wanted)
        }
        #expect(error.diagnostics.map(\.code) == [.boundaryNoSchedule])
        #expect(error.diagnostics.first?.location?.line == 7)
    }

    @Test func `frame pointer`() throws {
        try expect(.framed, framePointer: true, frameSize: 64)
    }

    @Test func `stack pointer only`() throws {
        try expect(.frameless, framePointer: false, frameSize: 64)
    }

    @Test func `no stack protector`() throws {
        let listing = Listing.framed.with("load").with("store").with("wipe").with("keep")
            .with("E").with("compare").with("branch").with("fail")
            .with("add", .bytes("48 83 c4 20"))
        var named = listing
        for index in named.pieces.indices where named.pieces[index].label == "add" {
            named.pieces[index].label = "E"
        }
        try expect(named, framePointer: true, frameSize: 64)
    }

    @Test func `aligned stack`() throws {
        // and $-16,%rsp behind the saves; lea -0x10(%rbp),%rsp before the pops
        let listing = Listing.framed.with("sub", .bytes("48 83 e4 f0"), .bytes("48 83 ec 20"))
            .with("add", .bytes("48 8d 65 f0"))
        try expect(listing, framePointer: true, frameSize: 0)
    }

    @Test func `leave and shrunk epilogue`() throws {
        let listing = Listing.framed.with("saves").with("add").with("pops").with(
            "pop", .bytes("c9"))
        try expect(listing, framePointer: true, frameSize: 48)
    }

    @Test func `shared epilogue elsewhere`() throws {
        let listing = Listing.framed.with("branch", .jumpIfDifferent("fail"), .jump("add"))
        try expect(listing, framePointer: true, frameSize: 64)
    }

    @Test func `cold part that is given`() throws {
        let listing = Listing.framed.with("back", .jump("__schedule.cold"))
        let cold = try #require(Listing.functions["__schedule.cold"])
        let distance = UInt32(truncatingIfNeeded: listing.addresses["again"]! &- (cold + 5))
        let code = [0xe9] + (0..<4).map { UInt8(truncatingIfNeeded: distance >> (8 * UInt32($0))) }
        let part = Decoder(code, address: cold)
        #expect(try listing.find(coldParts: [part]).entry == listing.addresses["P"])
        // One that jumps to the entry point itself is seen, too.
        let toEntry = Decoder([0xe9, code[1] &- 8] + code[2...], address: cold)
        let error = try #require(throws: SchedulePointsError.self) {
            try listing.find(coldParts: [toEntry])
        }
        #expect(error.reason == .branchIntoEntry && error.address == cold)
    }
}

@Suite struct SchedulePointsRefusalTests {
    private struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var reason: SchedulePointsError.Reason
        /// Label of the piece to blame.
        var place: String
        var listing: @Sendable () -> Listing

        init(
            _ name: String, _ reason: SchedulePointsError.Reason, at place: String,
            _ listing: @autoclosure @escaping @Sendable () -> Listing
        ) {
            (testDescription, self.reason, self.place, self.listing) = (
                name, reason, place, listing
            )
        }
    }

    private static let prologue: [Case] = [
        Case(
            "no instruction",
            .undecodable(.invalid(address: Listing.start, opcode: .init(.primary, 6))), at: "push",
            Listing.framed.with("push", .bytes("06"))),
        Case(
            "argument cleared", .argumentOverwritten, at: "keep",
            Listing.framed.with("keep", .bytes("31 ff"))),
        Case(
            "argument exchanged", .argumentOverwritten, at: "keep",
            Listing.framed.with("keep", .bytes("97"))),
        Case(
            "store outside the frame", .effectBeforeEntry, at: "keep",
            Listing.framed.with("keep", .bytes("89 03"))),
        Case(
            "store above the frame", .effectBeforeEntry, at: "keep",
            Listing.framed.with("keep", .bytes("48 89 45 08"))),
        Case(
            "interrupts off", .effectBeforeEntry, at: "keep",
            Listing.framed.with("keep", .bytes("fa"))),
        Case(
            "counter", .effectBeforeEntry, at: "keep",
            Listing.framed.with("keep", .bytes("65 ff 05 00 00 00 00"))),
        Case(
            "canary written late", .canaryAfterEntry, at: "fail",
            Listing.framed.with("load").with("store")),
        Case(
            "stack pointer replaced", .unknownStackChange, at: "body",
            Listing.framed.with("body", .bytes("48 89 c4"))),
        Case(
            "frame pointer cleared", .framePointerChanged, at: "body",
            Listing.framed.with("body", .bytes("31 ed"))),
        Case(
            "aligned without frame pointer", .alignedWithoutFramePointer, at: "sub",
            Listing.frameless.with("sub", .bytes("48 83 e4 f0"))),
        Case(
            "branch to the entry", .branchIntoEntry, at: "back",
            Listing.framed.with("back", .jump("P"))),
        Case(
            "branch into the jump", .branchIntoEntry, at: "back",
            Listing.framed.with("P", .bytes("31 c9"), .bytes("31 d2 31 f6"))
                .with("back", .jump("P+4"))),
        Case(
            "no room for the jump", .entryTooLong, at: "P",
            Listing.frameless.with("body").with("P", .bytes("48 89 df"))),
    ]

    private static let flow: [Case] = [
        Case(
            "no context switch", .contextSwitches(0), at: "push",
            Listing.framed.with("S", .call("update_rq_clock"))),
        Case(
            "two context switches", .contextSwitches(2), at: "push",
            Listing.framed.with("cold", .call("__switch_to_asm"))),
        Case(
            "unbalanced block", .stackDisagrees, at: "again",
            Listing.framed.with("cold", .bytes("50"))),
        Case(
            "too little released", .stackAtReturn, at: "return",
            Listing.framed.with("add", .bytes("48 83 c4 18"))),
        Case(
            "room made before the switch", .stackDiffers, at: "S",
            Listing.framed.with("body", .bytes("48 83 ec 08")).with("add", .bytes("48 83 c4 28"))),
        Case(
            "branch into an instruction", .branchIntoInstruction, at: "back",
            Listing.framed.with("back", .jump("body+1"))),
        Case("jump table", .indirectJump, at: "back", Listing.framed.with("back", .bytes("ff e0"))),
        Case(
            "cold part missing", .leavesFunction, at: "back",
            Listing.framed.with("back", .jump("__schedule.cold"))),
        Case(
            "jump to nowhere", .leavesFunction, at: "back",
            Listing.framed.with("back", .jump("fail+5"))),
        Case(
            "tail call with a frame", .stackAtReturn, at: "back",
            Listing.framed.with("back", .jump("update_rq_clock"))),
        Case(
            "end without return", .leavesFunction, at: "fail",
            Listing.framed.with("fail", .bytes("31 c0"))),
    ]

    private static let exit: [Case] = [
        Case(
            "result elsewhere", .resultNotPassed, at: "result",
            Listing.framed.with("result", .bytes("48 89 c6"))),
        Case(
            "half of the result", .resultNotPassed, at: "result",
            Listing.framed.with("result", .bytes("89 c7"))),
        Case(
            "other function", .noFinishTaskSwitch, at: "finish",
            Listing.framed.with("finish", .call("update_rq_clock"))),
        Case(
            "live register", .unexpectedAtExit, at: "add",
            Listing.framed.with("add", .bytes("49 89 dc"), .bytes("48 83 c4 20"))),
        Case(
            "call in the epilogue", .unexpectedAtExit, at: "add",
            Listing.framed.with("add", .call("update_rq_clock"), .bytes("48 83 c4 20"))),
        Case(
            "conditional jump in the epilogue", .unexpectedAtExit, at: "add",
            Listing.framed.with("add", .jumpIfDifferent("cold"), .bytes("48 83 c4 20"))),
        Case(
            "endless epilogue", .unexpectedAtExit, at: "add",
            Listing.framed.with("add", .jump("add"), .bytes("48 83 c4 20"))),
        Case(
            "other slot", .canaryMismatch, at: "E",
            Listing.framed.with("E", .bytes("48 8b 45 d8"))),
        Case(
            "other guard", .canaryMismatch, at: "compare",
            Listing.framed.with("compare", .bytes("65 48 2b 04 25 30 00 00 00"))),
        Case(
            "other register compared", .canaryMismatch, at: "compare",
            Listing.framed.with("compare", .bytes("65 48 2b 0c 25 28 00 00 00"))),
        Case(
            "no failure", .canaryMismatch, at: "branch",
            Listing.framed.with("branch", .jumpIfDifferent("cold"))),
        Case(
            "no check", .canaryUnchecked, at: "return",
            Listing.framed.with("E").with("compare").with("branch")),
        Case(
            "registers swapped", .registerMismatch, at: "pops",
            Listing.framed.with("pops", .bytes("41 5c 5b"))),
        Case(
            "register not restored", .registerMismatch, at: "return",
            Listing.framed.with("pops", .bytes("5b")).with("add", .bytes("48 83 c4 20"))
                .with("pop", .bytes("c9"))),
    ]

    @Test(arguments: prologue + flow + exit) private func refuses(_ example: Case) throws {
        let listing = example.listing()
        let error = try #require(throws: SchedulePointsError.self) { try listing.find() }
        #expect(error.reason == example.reason)
        #expect(error.address == listing.addresses[example.place])
    }

    @Test func `overlap of patch sites`() throws {
        let entry = try #require(Listing.framed.addresses["P"])
        for start in [entry - 4, entry + 4] {
            let site = start..<start + 5
            let error = try #require(throws: SchedulePointsError.self) {
                try Listing.framed.find(avoiding: [site])
            }
            #expect(error.reason == .entryOverlaps(site) && error.address == entry)
        }
        let beside = [entry - 5..<entry, entry + 5..<entry + 10]
        #expect(try Listing.framed.find(avoiding: beside).entry == entry)
    }

    @Test func `says where and what`() throws {
        let error = try #require(throws: SchedulePointsError.self) {
            try Listing.framed.with("result", .bytes("48 89 c6")).find()
        }
        let place = String(error.address, radix: 16)
        #expect(
            error.description
                == "__schedule cannot be entered from a module: at 0x\(place) (48 89 c6) "
                + "the result of __switch_to_asm is not moved to %rdi")
        #expect(error.exitStatus == .refused)
    }
}
