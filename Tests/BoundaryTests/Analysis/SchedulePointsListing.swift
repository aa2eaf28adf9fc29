// SPDX-License-Identifier: Apache-2.0
@testable import Boundary
@testable import Kernel
@testable import Manifest
@testable import SourceFacts
@testable import Support
@testable import X86

/// A short `__schedule`, put together from named pieces so that a test can
/// replace one. Branches name a label, `label+n`, or a function.
struct Listing {
    enum Piece {
        case bytes(String)
        case call(String)
        case jump(String)
        case jumpIfDifferent(String)
    }
    var pieces: [(label: String, piece: Piece)]

    static let start: UInt64 = 0xffff_ffff_8100_0000
    static let functions: [String: UInt64] = [
        "__switch_to_asm": 0xffff_ffff_8200_0000,
        "finish_task_switch.isra.0": 0xffff_ffff_8200_0100,
        "__stack_chk_fail": 0xffff_ffff_8200_0200, "__x86_return_thunk": 0xffff_ffff_8200_0300,
        "update_rq_clock": 0xffff_ffff_8200_0400, "__schedule.cold": 0xffff_ffff_8200_0500,
    ]

    /// Replaces the pieces of that label.
    func with(_ label: String, _ replacement: Piece...) -> Listing {
        var copy = self
        let index = pieces.firstIndex { $0.label == label }!
        copy.pieces.replaceSubrange(
            index...index, with: replacement.map { (label: "", piece: $0) })
        if !replacement.isEmpty { copy.pieces[index].label = label }
        return copy
    }

    private static func size(_ piece: Piece) -> Int {
        switch piece {
        case .bytes(let text): text.split(separator: " ").count
        case .call, .jump: 5
        case .jumpIfDifferent: 6
        }
    }

    var addresses: [String: UInt64] {
        var addresses = Self.functions
        var next = Self.start
        for (label, piece) in pieces {
            if !label.isEmpty { addresses[label] = next }
            next += UInt64(Self.size(piece))
        }
        return addresses
    }

    var code: [UInt8] {
        let addresses = addresses
        var code: [UInt8] = []
        func branch(_ opcode: [UInt8], _ place: String) {
            let words = place.split(separator: "+")
            let target = addresses[String(words[0])]! + (words.count > 1 ? UInt64(words[1])! : 0)
            let end = Self.start + UInt64(code.count + opcode.count + 4)
            let distance = UInt32(truncatingIfNeeded: target &- end)
            code += opcode + (0..<4).map { UInt8(truncatingIfNeeded: distance >> (8 * UInt32($0))) }
        }
        for (_, piece) in pieces {
            switch piece {
            case .bytes(let text): code += text.split(separator: " ").map { UInt8($0, radix: 16)! }
            case .call(let place): branch([0xe8], place)
            case .jump(let place): branch([0xe9], place)
            case .jumpIfDifferent(let place): branch([0x0f, 0x85], place)
            }
        }
        return code
    }

    func find(
        avoiding: [Range<UInt64>] = [], coldParts: [Decoder] = []
    ) throws -> Boundary.SchedulePoints {
        let names = Dictionary(uniqueKeysWithValues: Self.functions.map { ($1, $0) })
        return try SchedulePoints.find(
            in: FunctionCode(
                parts: [Decoder(code, address: Self.start)] + coldParts, names: names),
            avoiding: avoiding)
    }

    /// As gcc makes it with CONFIG_FRAME_POINTER.
    static let framed = Listing(pieces: [
        ("push", .bytes("55")), ("frame", .bytes("48 89 e5")),
        ("saves", .bytes("41 54 53")), ("sub", .bytes("48 83 ec 20")),
        ("keep", .bytes("89 7d d4")),  // mov %edi,-0x2c(%rbp)
        ("load", .bytes("65 48 8b 04 25 28 00 00 00")),
        ("store", .bytes("48 89 45 e0")),  // mov %rax,-0x20(%rbp)
        ("wipe", .bytes("31 c0")),
        ("P", .bytes("48 c7 45 d8 00 00 00 00")),  // movq $0,-0x28(%rbp)
        ("again", .bytes("85 ff")), ("", .jumpIfDifferent("cold")),
        ("body", .bytes("48 89 df")),
        ("S", .call("__switch_to_asm")), ("result", .bytes("48 89 c7")),
        ("finish", .call("finish_task_switch.isra.0")),
        ("E", .bytes("48 8b 45 e0")),  // mov -0x20(%rbp),%rax
        ("compare", .bytes("65 48 2b 04 25 28 00 00 00")), ("branch", .jumpIfDifferent("fail")),
        ("add", .bytes("48 83 c4 20")), ("pops", .bytes("5b 41 5c")), ("pop", .bytes("5d")),
        ("return", .jump("__x86_return_thunk")),
        ("cold", .bytes("0f 0b")), ("back", .jump("again")),
        // Only a jump label leads here.
        ("label", .bytes("ff c3")), ("", .jump("again")),
        ("fail", .call("__stack_chk_fail")),
    ])

    /// Without a frame pointer, with endbr64 and a return of its own.
    static let frameless = Listing(pieces: [
        ("", .bytes("f3 0f 1e fa")), ("saves", .bytes("41 54 53")), ("sub", .bytes("48 83 ec 28")),
        ("load", .bytes("65 48 8b 04 25 28 00 00 00")),
        ("store", .bytes("48 89 44 24 20")),  // mov %rax,0x20(%rsp)
        ("P", .bytes("48 c7 04 24 00 00 00 00")), ("body", .bytes("48 89 df")),
        ("S", .call("__switch_to_asm")), ("result", .bytes("48 89 c7")),
        ("finish", .call("finish_task_switch.isra.0")),
        ("E", .bytes("48 8b 44 24 20")), ("compare", .bytes("65 48 33 04 25 28 00 00 00")),
        ("branch", .jumpIfDifferent("fail")), ("add", .bytes("48 83 c4 28")),
        ("pops", .bytes("5b 41 5c")), ("return", .bytes("31 d2 c3")),
        ("fail", .call("__stack_chk_fail")),
    ])
}
