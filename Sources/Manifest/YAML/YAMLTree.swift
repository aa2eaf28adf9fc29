// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage

/// Reads one YAML 1.1 document into a tree of nodes with their places.
///
/// Refused, each with its own code, before much work is done: input over the
/// limits below, text that is not UTF-8, NUL bytes, anchors, aliases, merge
/// keys, tags outside YAML's own small set, and a second document. Scalars stay
/// text; what they mean is the reader's business.
package enum YAMLTree {
    /// Limits of what a person writes, far above any real manifest.
    package enum Limit {
        /// bytes
        package static let size = 1 << 20
        /// collections inside one another
        package static let depth = 32
        /// scalars and collections together
        package static let nodes = 100_000
        /// diagnostics after which reading stops
        package static let diagnostics = 20
    }

    /// The document in `path`. A file that cannot be read is a diagnostic too:
    /// its name came from the user.
    package static func parse(file path: FilePath) throws(DiagnosticsError) -> YAMLNode {
        try parse(bytes: read(path), file: path.string)
    }

    /// The bytes of the file at `path`, which `parse(bytes:file:)` takes.
    package static func read(_ path: FilePath) throws(DiagnosticsError) -> [UInt8] {
        let place = SourceLocation(file: path.string)
        // The size is asked before reading, so that a huge file costs nothing.
        if let size = Files.size(path), size > Limit.size {
            throw DiagnosticsError(tooLarge("\(size) bytes", at: place))
        }
        do {
            return try Files.read(path, limit: Limit.size)
        } catch SystemError.file(_, _, errno: .fileTooLarge) {
            throw DiagnosticsError(tooLarge("more than \(Limit.size) bytes", at: place))
        } catch {
            throw DiagnosticsError(
                Diagnostic(
                    .yamlUnreadable, at: place, "\(error)",
                    hint: "check the path and its permissions"))
        }
    }

    /// The document in `bytes`; `file` names it in locations.
    package static func parse(bytes: [UInt8], file: String) throws(DiagnosticsError) -> YAMLNode {
        if bytes.count > Limit.size {
            let place = SourceLocation(file: file)
            throw DiagnosticsError(tooLarge("\(bytes.count) bytes", at: place))
        }
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = bytes.starts(with: byteOrderMark) ? Array(bytes.dropFirst(3)) : bytes
        let places = TextPlaces(text, file: file)
        if let problem = places.encodingProblem() { throw DiagnosticsError(problem) }
        var builder = TreeBuilder(reader: EventReader(text), places: places)
        return try builder.document()
    }

    private static func tooLarge(_ size: String, at place: SourceLocation) -> Diagnostic {
        Diagnostic(
            .yamlTooLarge, at: place, "the file has \(size); the limit is \(Limit.size)",
            hint: "give the right file: a manifest or recipe is a few kilobytes")
    }
}
