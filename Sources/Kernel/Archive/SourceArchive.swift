// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage

/// A tar archive in many .xz blocks, of which those inside of unneeded directories are
/// never decoded.
///
/// 1. The first header of each block is found by decoding the block's beginning.
/// 2. tar writes what a directory holds in one go. So a block needs no decoding when
///    its first member, the first one before it and the first one behind it are of one
///    unneeded directory.
/// 3. The other blocks are decoded, those that are not neighbours one behind the other.
/// 4. Where blocks are missing, the members that they cut through (of the unneeded
///    directory, too) become zeros, which `tar --ignore-zeros` passes over.
struct SourceArchive {
    private let archive: XZArchive
    private let unneeded: [String]

    /// Nothing is decoded yet.
    ///
    /// - Parameter unneeded: directories with a slash at the end, as they are in the
    ///   archive.
    init(_ archive: XZArchive, unneeded: [String]) {
        self.archive = archive
        self.unneeded = unneeded
    }

    /// The first member that begins in a block.
    private struct Member {
        /// In the archive.
        var place: Int
        /// Index of the unneeded directory that it is in.
        var directory: Int?
    }

    /// Blocks that are neighbours, and where they are in the file.
    private struct Run {
        var blocks: Range<Int>
        var content: Range<Int>
        var offset: Int
    }

    /// Writes an archive with every member that is needed, and some that are not.
    ///
    /// - Returns: how many blocks were left out; nil when the archive is not of a kind
    ///   that can be cut. The file is then of no use.
    func write(to path: FilePath) async throws -> Int? {
        guard archive.blocks.allSatisfy({ $0.content.lowerBound % TarHeader.size == 0 }) else {
            return nil
        }
        let first = try await BoundedTasks.map(archive.blocks) { block in
            try await offPool { try firstMember(of: block) }
        }
        let runs = runs(first)
        let size = runs.reduce(0) { $0 + $1.content.count }
        let file = try SparseFile(path, size: size)
        for run in runs {
            try await archive.write(run.content, to: file, at: run.offset)
        }
        let written = try MappedFile(path)
        for run in runs {
            guard let cuts = written.withUnsafeBytes({ cuts(run, first, $0) }) else { return nil }
            for cut in cuts { try file.clear(cut) }
        }
        return archive.blocks.count - runs.reduce(0) { $0 + $1.blocks.count }
    }

    private func firstMember(of block: XZArchive.Block) throws -> Member? {
        var found: Member?
        try archive.forEachPiece(of: block, size: 1 << 14) { piece, place in
            for start in stride(from: 0, through: piece.count - TarHeader.size, by: TarHeader.size)
            {
                let bytes = UnsafeRawBufferPointer(rebasing: piece[start..<start + TarHeader.size])
                guard let header = TarHeader(bytes), !header.isExtension else { continue }
                found = Member(
                    place: place + start,
                    directory: unneeded.firstIndex {
                        header.name.hasPrefix($0) && header.name != $0
                    })
                return false
            }
            return true
        }
        return found
    }

    private func runs(_ first: [Member?]) -> [Run] {
        func isInside(_ index: Int) -> Bool {
            guard index > 0, index + 1 < first.count, let directory = first[index]?.directory
            else { return false }
            return first[index - 1]?.directory == directory
                && first[index + 1]?.directory == directory
        }
        var runs: [Run] = []
        for (index, block) in archive.blocks.enumerated() where !isInside(index) {
            if let last = runs.last, last.blocks.upperBound == index {
                runs[runs.count - 1].blocks = last.blocks.lowerBound..<index + 1
                runs[runs.count - 1].content =
                    last.content.lowerBound..<block.content.upperBound
            } else {
                let offset = runs.last.map { $0.offset + $0.content.count } ?? 0
                runs.append(
                    Run(blocks: index..<index + 1, content: block.content, offset: offset))
            }
        }
        return runs
    }

    /// The parts of a run, as ranges of the file, that belong to members which are not
    /// whole there.
    ///
    /// - Returns: nil when the members do not follow one another as they should.
    private func cuts(
        _ run: Run, _ first: [Member?], _ file: UnsafeRawBufferPointer
    ) -> [Range<Int>]? {
        let bytes = UnsafeRawBufferPointer(
            rebasing: file[run.offset..<run.offset + run.content.count])
        func firstMember(ofBlock index: Int) -> Int? {
            first[index].map { $0.place - run.content.lowerBound }
        }
        var cuts: [Range<Int>] = []
        var position = 0
        if run.blocks.lowerBound > 0 {
            // An extension that belongs to it may be missing; the next is whole.
            guard let start = firstMember(ofBlock: run.blocks.lowerBound) else { return nil }
            position = Self.end(ofMemberAt: start, bytes) ?? bytes.count
            cuts.append(0..<position)
        }
        while let next = Self.end(ofMemberAt: position, bytes), next < bytes.count {
            position = next
        }
        if run.blocks.upperBound == archive.blocks.count {
            // Zeros end the archive.
            guard bytes[position...].allSatisfy({ $0 == 0 }) else { return nil }
        } else {
            // What is cut must be of the directory whose blocks are missing.
            guard let start = firstMember(ofBlock: run.blocks.upperBound - 1),
                start <= Self.behindExtensions(position, bytes)
            else { return nil }
            cuts.append(position..<bytes.count)
        }
        return cuts.map { $0.lowerBound + run.offset..<$0.upperBound + run.offset }
    }

    /// Behind the member whose header is there, extensions ahead of it counted in.
    ///
    /// - Returns: nil when there is no header, or the bytes end before the member does.
    private static func end(ofMemberAt start: Int, _ bytes: UnsafeRawBufferPointer) -> Int? {
        let place = behindExtensions(start, bytes)
        guard let header = header(at: place, bytes), place + header.memberSize <= bytes.count
        else { return nil }
        return place + header.memberSize
    }

    private static func behindExtensions(_ start: Int, _ bytes: UnsafeRawBufferPointer) -> Int {
        var place = start
        while let header = header(at: place, bytes), header.isExtension {
            place += header.memberSize
        }
        return place
    }

    private static func header(at place: Int, _ bytes: UnsafeRawBufferPointer) -> TarHeader? {
        guard place + TarHeader.size <= bytes.count else { return nil }
        return TarHeader(
            UnsafeRawBufferPointer(rebasing: bytes[place..<place + TarHeader.size]))
    }
}
