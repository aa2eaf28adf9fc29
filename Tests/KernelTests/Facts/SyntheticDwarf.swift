// SPDX-License-Identifier: Apache-2.0
import TestSupport

/// Debug sections of a small kernel with two units, in DWARF 4 or 5.
struct SyntheticDwarf {
    let version: UInt16
    private(set) var info = ByteWriter()
    private(set) var rangeBytes: [UInt8] = []

    /// Codes of the abbreviations below.
    enum Code: UInt64 {
        case unit = 1, function, abstract, inlined, variable, split, concrete, callSite, local
    }

    init(version: UInt16, _ layout: KernelLayout) {
        self.version = version
        rangeBytes = ranges(layout)
        scheduler(layout)
        other(layout)
    }

    static let abbreviations: [UInt8] = {
        let (string, address, data1, data8, flag) = (0x08, 0x01, 0x0b, 0x07, 0x19)
        let (offset, reference, expression) = (0x17, 0x13, 0x18)
        let (name, file, line, external) = (0x03, 0x3a, 0x3b, 0x3f)
        let identity = [(name, string), (file, data1), (line, data1)]
        let entries: [(Code, tag: Int, children: UInt8, [(Int, Int)])] = [
            (
                .unit, 0x11, 1,
                [(name, string), (0x1b, string), (0x11, address), (0x12, data8), (0x10, offset)]
            ),
            (.function, 0x2e, 1, identity + [(external, flag), (0x11, address), (0x12, data8)]),
            (.abstract, 0x2e, 0, identity + [(0x20, data1)]),
            (.inlined, 0x1d, 0, [(0x31, reference)]),
            (.variable, 0x34, 0, identity + [(external, flag), (0x02, expression)]),
            (.split, 0x2e, 0, identity + [(0x55, offset)]),
            (.concrete, 0x2e, 0, [(0x31, reference), (0x11, address), (0x12, data8)]),
            (.callSite, 0x48, 0, [(0x7d, address), (0x82, flag)]),
            (.local, 0x34, 0, identity + [(0x02, expression)]),
        ]
        var writer = ByteWriter()
        for (code, tag, children, attributes) in entries {
            writer.uleb(code.rawValue)
            writer.uleb(UInt64(tag))
            writer.put(children)
            for (name, form) in attributes + [(0, 0)] {
                writer.uleb(UInt64(name))
                writer.uleb(UInt64(form))
            }
        }
        writer.uleb(0)
        return writer.bytes
    }()

    private mutating func begin(
        _ code: Code, _ name: String? = nil, file: UInt8 = 1, line: UInt8 = 0
    ) {
        info.uleb(code.rawValue)
        guard let name else { return }
        info.string(name)
        info.put(file)
        info.put(line)
    }

    private mutating func unit(
        _ name: String, _ range: Range<UInt64>, _ body: (inout SyntheticDwarf, _ start: Int) -> Void
    ) {
        let start = info.count
        info.put(UInt32(0))
        info.put(version)
        if version == 5 {
            info.put(UInt8(1))
            info.put(UInt8(8))
            info.put(UInt32(0))
        } else {
            info.put(UInt32(0))
            info.put(UInt8(8))
        }
        info.uleb(Code.unit.rawValue)
        info.string(name)
        info.string("/build/linux")
        info.put(range.lowerBound)
        info.put(UInt64(range.count))
        info.put(UInt32(0))
        body(&self, start)
        info.put(UInt8(0))
        info.patch(UInt32(info.count - start - 4), at: start)
    }

    private mutating func code(_ part: Range<UInt64>) {
        info.put(part.lowerBound)
        info.put(UInt64(part.count))
    }

    private mutating func location(_ address: UInt64) {
        info.put(UInt8(9))
        info.put(UInt8(3))
        info.put(address)
    }

    private mutating func scheduler(_ layout: KernelLayout) {
        unit("/build/linux/kernel/sched/core.c", layout.scheduler) { writer, start in
            // A helper that was inlined everywhere, and one with a copy left.
            let helper = UInt32(writer.info.count - start)
            writer.begin(.abstract, "helper", line: 3)
            writer.info.put(UInt8(1))
            // One of which only a jump to its identical twin is left.
            writer.begin(.abstract, "folded", line: 4)
            writer.info.put(UInt8(0))
            let finish = UInt32(writer.info.count - start)
            writer.begin(.abstract, "finish", line: 5)
            writer.info.put(UInt8(0))
            writer.begin(.function, "pick", line: 7)
            writer.code(layout.pick)
            writer.begin(.inlined)
            writer.info.put(helper)
            writer.begin(.callSite)
            writer.info.put(layout.tailCallEnd)
            writer.begin(.local, "warned", line: 9)
            writer.location(layout.warned)
            writer.info.put(UInt8(0))
            writer.begin(.concrete)
            writer.info.put(finish)
            writer.code(layout.finish)
            writer.begin(.split, "slow", file: 2, line: 20)
            writer.info.put(UInt32(0))
            writer.begin(.variable, "state", line: 11)
            writer.location(layout.state)
        }
    }

    private mutating func other(_ layout: KernelLayout) {
        unit("/build/linux/fs/outer.c", layout.outer) { writer, _ in
            writer.begin(.function, "outer", line: 2)
            writer.code(layout.outer)
            writer.info.put(UInt8(0))
        }
    }

    /// `slow` has its entry and a cold part.
    private func ranges(_ layout: KernelLayout) -> [UInt8] {
        var writer = ByteWriter()
        for part in [layout.slowCold, layout.slow] {
            // DW_RLE_start_length, or a pair from the unit's base.
            if version == 5 {
                writer.put(UInt8(7))
                writer.put(part.lowerBound)
                writer.uleb(UInt64(part.count))
            } else {
                writer.put(part.lowerBound - layout.scheduler.lowerBound)
                writer.put(part.upperBound - layout.scheduler.lowerBound)
            }
        }
        if version == 5 {
            writer.put(UInt8(0))
        } else {
            writer.append([UInt8](repeating: 0, count: 16))
        }
        return writer.bytes
    }

    /// Files 1 `kernel/sched/core.c` and 2 `kernel/sched/fair.c`.
    var lineTable: [UInt8] {
        var header = ByteWriter()
        header.append([1])
        if version >= 4 { header.append([1]) }
        header.append([1, 0xfb, 14, 1])
        if version == 5 {
            header.append([1, 1, 0x08, 2])
            header.string("/build/linux")
            header.string("/build/linux/kernel/sched")
            header.append([2, 1, 0x08, 2, 0x0b, 3])
            for (name, directory) in [("core.c", 1), ("core.c", 1), ("fair.c", 1)] {
                header.string(name)
                header.put(UInt8(directory))
            }
        } else {
            header.string("/build/linux/kernel/sched")
            header.put(UInt8(0))
            for name in ["core.c", "fair.c"] {
                header.string(name)
                header.append([1, 0, 0])
            }
            header.put(UInt8(0))
        }
        var writer = ByteWriter()
        writer.put(UInt32(2 + (version == 5 ? 2 : 0) + 4 + header.count))
        writer.put(version)
        if version == 5 { writer.append([8, 0]) }
        writer.put(UInt32(header.count))
        writer.append(header.bytes)
        return writer.bytes
    }
}
