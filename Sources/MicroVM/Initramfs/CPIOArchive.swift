// SPDX-License-Identifier: Apache-2.0
//
// The archive that the kernel unpacks into its root file system: cpio "newc"
// (Documentation/driver-api/early-userspace/buffer-format.rst; init/initramfs.c).
// A sequence of records, each:
//
//   header   110 bytes of ASCII: the magic "070701", then thirteen fields of
//            eight hexadecimal digits: inode, mode (type and permissions as in
//            st_mode), uid, gid, link count, mtime, size of the data, device
//            major, device minor, rdev major, rdev minor, size of the name with
//            its NUL, checksum (0 in this variant)
//   name     relative to the root, NUL-terminated; zeros up to a multiple of four,
//            counted from the start of the record
//   data     the file's bytes, or a symbolic link's target without NUL; zeros up
//            to a multiple of four
//
// A record named TRAILER!!! ends it. Directories must come before what is in them.
// Everything belongs to root, every mtime is 0 and inodes count up from 1, so
// that equal content gives equal bytes. Device nodes are mere records: no
// privilege is needed to write them.

/// Builds the records of one archive, in order.
struct CPIOArchive {
    enum Kind: UInt32 {
        case directory = 0o040000
        case characterDevice = 0o020000
        case regular = 0o100000
        case link = 0o120000
    }

    static let trailerName = "TRAILER!!!"
    /// The size field has eight hexadecimal digits.
    static let largestFile = Int(UInt32.max)

    private var inode: UInt32 = 0

    /// The header and name of the next record; `size` bytes of data and
    /// `padding(after: size)` zeros must follow it.
    mutating func header(
        _ name: String, _ kind: Kind, permissions: UInt16, size: Int = 0,
        device: (major: UInt32, minor: UInt32) = (0, 0)
    ) -> [UInt8] {
        inode += 1
        return Self.record(
            name, inode: inode, mode: kind.rawValue | UInt32(permissions),
            links: kind == .directory ? 2 : 1, size: UInt32(size), device: device)
    }

    static var trailer: [UInt8] {
        record(trailerName, inode: 0, mode: 0, links: 1, size: 0, device: (0, 0))
    }

    static func padding(after size: Int) -> [UInt8] {
        [UInt8](repeating: 0, count: (4 - size % 4) % 4)
    }

    private static func record(
        _ name: String, inode: UInt32, mode: UInt32, links: UInt32, size: UInt32,
        device: (major: UInt32, minor: UInt32)
    ) -> [UInt8] {
        let fields: [UInt32] = [
            inode, mode, 0, 0, links, 0, size, 0, 0, device.major, device.minor,
            UInt32(name.utf8.count + 1), 0,
        ]
        var bytes = Array("070701".utf8)
        for field in fields { appendHexadecimal(field, to: &bytes) }
        bytes += name.utf8
        bytes.append(0)
        return bytes + padding(after: bytes.count)
    }

    private static func appendHexadecimal(_ value: UInt32, to bytes: inout [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        for shift in stride(from: 28, through: 0, by: -4) {
            bytes.append(digits[Int(value >> UInt32(shift)) & 15])
        }
    }
}
