// SPDX-License-Identifier: Apache-2.0
//
// .xz (The .xz File Format 1.1.0, chapters 2 to 4): a stream header of 12 bytes,
// blocks, the index, a footer of 12 bytes that tells the index's size. Each block
// is compressed by itself, and the index has the compressed and uncompressed size
// of each: `xz -T0`, as Debian packs, makes a block of every 24 MiB.
internal import CLzma
import Support

/// Compressed data of which single blocks are decoded.
struct XZArchive: Sendable {
    struct Block: Sendable {
        /// In the file: header, data, padding and check.
        var compressed: Range<Int>
        /// In what the archive holds.
        var content: Range<Int>
    }

    let blocks: [Block]
    private let file: MappedFile
    /// The stream's header in `file`.
    private let header: Range<Int>

    /// Size of the content in bytes.
    var size: Int { blocks.last?.content.upperBound ?? 0 }

    /// - Parameter range: where the stream is in the file; all of it by default.
    /// - Returns: nil for what is not one whole stream of .xz.
    init?(_ file: MappedFile, in range: Range<Int>? = nil) {
        let range = range ?? 0..<file.count
        let found = file.withUnsafeBytes { raw in
            Self.readIndex(UnsafeRawBufferPointer(rebasing: raw[range]))
        }
        guard let found else { return nil }
        self.file = file
        header = range.lowerBound..<range.lowerBound + Int(LZMA_STREAM_HEADER_SIZE)
        blocks = found.map { block in
            let start = block.compressed.lowerBound + range.lowerBound
            return Block(
                compressed: start..<start + block.compressed.count, content: block.content)
        }
    }

    private static func readIndex(_ stream: UnsafeRawBufferPointer) -> [Block]? {
        let bytes = stream.bindMemory(to: UInt8.self)
        let footerSize = Int(LZMA_STREAM_HEADER_SIZE)
        guard let base = bytes.baseAddress, bytes.count > 2 * footerSize else { return nil }
        var flags = lzma_stream_flags()
        guard lzma_stream_footer_decode(&flags, base + bytes.count - footerSize) == LZMA_OK,
            flags.backward_size < UInt64(bytes.count - 2 * footerSize)
        else { return nil }
        var position = bytes.count - footerSize - Int(flags.backward_size)
        var limit = UInt64.max
        var index: OpaquePointer?
        guard
            lzma_index_buffer_decode(
                &index, &limit, nil, base, &position, bytes.count - footerSize) == LZMA_OK
        else { return nil }
        defer { lzma_index_end(index, nil) }
        // Another stream ahead of this one, or padding, shows here.
        guard lzma_index_file_size(index) == UInt64(bytes.count) else { return nil }
        return blocks(of: index)
    }

    private static func blocks(of index: OpaquePointer?) -> [Block] {
        var iterator = lzma_index_iter()
        lzma_index_iter_init(&iterator, index)
        var blocks: [Block] = []
        while lzma_index_iter_next(&iterator, LZMA_INDEX_ITER_NONEMPTY_BLOCK) == 0 {
            let block = iterator.block
            let start = Int(block.compressed_file_offset)
            let content = Int(block.uncompressed_file_offset)
            blocks.append(
                Block(
                    compressed: start..<start + Int(block.total_size),
                    content: content..<content + Int(block.uncompressed_size)))
        }
        return blocks
    }

    /// How much is decoded at a time, in bytes.
    private static let pieceSize = 1 << 18

    /// Decodes a block from its beginning, piece by piece, until `body` returns false. A
    /// block that is read to its end is checked.
    ///
    /// - Parameters:
    ///   - size: of a piece, in bytes, at most.
    ///   - body: takes a piece and its place in the content.
    /// - Throws: what `body` throws; `SystemError` for damaged data.
    func forEachPiece(
        of block: Block, size: Int = pieceSize, _ body: (UnsafeRawBufferPointer, Int) throws -> Bool
    ) throws {
        var decoder = lzma_stream()
        defer { lzma_end(&decoder) }
        guard lzma_stream_decoder(&decoder, .max, 0) == LZMA_OK else { throw Self.damaged(block) }
        try file.withUnsafeBytes { raw in
            try withUnsafeTemporaryAllocation(byteCount: size, alignment: 16) { buffer in
                // The decoder wants the stream's header ahead of any block.
                for input in [header, block.compressed] {
                    let bytes = UnsafeRawBufferPointer(rebasing: raw[input])
                    decoder.next_in = bytes.bindMemory(to: UInt8.self).baseAddress
                    decoder.avail_in = bytes.count
                    while decoder.avail_in > 0 {
                        let place = block.content.lowerBound + Int(decoder.total_out)
                        let count = try Self.decode(&decoder, into: buffer, block)
                        let piece = UnsafeRawBufferPointer(rebasing: buffer[..<count])
                        if count > 0, try !body(piece, place) { return }
                    }
                }
            }
        }
    }

    /// The number of bytes that came out.
    private static func decode(
        _ decoder: inout lzma_stream, into buffer: UnsafeMutableRawBufferPointer, _ block: Block
    ) throws -> Int {
        decoder.next_out = buffer.bindMemory(to: UInt8.self).baseAddress
        decoder.avail_out = buffer.count
        guard lzma_code(&decoder, LZMA_RUN) == LZMA_OK,
            decoder.total_out <= UInt64(block.content.count)
        else { throw damaged(block) }
        return buffer.count - decoder.avail_out
    }

    private static func damaged(_ block: Block) -> SystemError {
        .other("the block of an .xz file at \(block.compressed.lowerBound) is damaged")
    }

    /// Some bytes of the content; what is ahead of them in their blocks is decoded, too.
    func bytes(_ range: Range<Int>) throws -> [UInt8] {
        var found: [UInt8] = []
        for block in blocks where block.content.overlaps(range) {
            try forEachPiece(of: block) { piece, place in
                let wanted = range.clamped(to: place..<place + piece.count)
                found += piece[wanted.lowerBound - place..<wanted.upperBound - place]
                return place + piece.count < range.upperBound
            }
        }
        return found
    }

    /// Decodes `range` into a file, as many blocks at a time as there are processors.
    ///
    /// - Parameters:
    ///   - offset: where the range begins in the file.
    ///   - holes: parts of the content; blocks that lie in one of them are left out.
    func write(
        _ range: Range<Int>, to file: SparseFile, at offset: Int = 0,
        except holes: [Range<Int>] = []
    ) async throws {
        let wanted = blocks.filter { block in
            block.content.overlaps(range) && !holes.contains { $0.contains(block.content) }
        }
        _ = try await BoundedTasks.map(wanted) { block in
            try Task.checkCancellation()
            try await offPool { try write(block, range, to: file, at: offset) }
        }
    }

    private func write(
        _ block: Block, _ range: Range<Int>, to file: SparseFile, at offset: Int
    ) throws {
        try forEachPiece(of: block) { piece, place in
            let part = range.clamped(to: place..<place + piece.count)
            let bytes = piece[part.lowerBound - place..<part.upperBound - place]
            try file.write(
                UnsafeRawBufferPointer(rebasing: bytes),
                at: offset + part.lowerBound - range.lowerBound)
            return true
        }
    }
}
