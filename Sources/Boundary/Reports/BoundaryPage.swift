// SPDX-License-Identifier: Apache-2.0
import Kernel
import Manifest
import SourceFacts
import Support

/// The boundary as one HTML page that needs nothing else: the parts in
/// recipes/reports/boundary with the data in them.
package struct BoundaryPage: Sendable {
    /// Stands once in page.html, where the data goes.
    package static let dataPlace = "/*DATA*/"

    package enum Problem: Error, Equatable, CustomStringConvertible {
        /// How often the place of the data is there; it must be once.
        case places(Int)

        package var description: String {
            switch self {
            case .places(let count):
                "page.html has \(BoundaryPage.dataPlace) \(count) times, not once"
            }
        }
    }

    /// What the page is about.
    package struct Subject: Sendable {
        package var variant: String
        package var version: String
        package var summary: String

        package init(variant: String, version: String, summary: String) {
            self.variant = variant
            self.version = version
            self.summary = summary
        }
    }

    var content: Content

    package init(_ boundary: Boundary, _ index: UseIndex, of subject: Subject) {
        content = Content(boundary, index, subject)
    }

    /// - Parameters:
    ///   - template: page.html. `/*PART name*/` in it stands for a file beside it.
    ///   - part: reads such a file.
    /// - Throws: `Problem` for a template without its one place for the data, and
    ///   whatever `part` throws.
    package func html(template: String, part: (String) throws -> String) throws -> String {
        let halves = try Self.assembled(template, part).split(
            separator: Self.dataPlace, omittingEmptySubsequences: false)
        guard halves.count == 2 else { throw Problem.places(halves.count - 1) }
        // `<` could end the script element or begin a comment in it.
        let json = String(decoding: try CanonicalJSON.compact(content), as: UTF8.self)
            .replacing("<", with: "\\u003c")
        return halves[0] + json + halves[1]
    }

    private static func assembled(
        _ template: String, _ part: (String) throws -> String
    ) throws -> String {
        var pieces = template.split(separator: "/*PART ", omittingEmptySubsequences: false)
        var page = String(pieces.removeFirst())
        for piece in pieces {
            let end = piece.firstRange(of: "*/") ?? piece.endIndex..<piece.endIndex
            page += try part(String(piece[..<end.lowerBound])) + piece[end.upperBound...]
        }
        return page
    }
}
