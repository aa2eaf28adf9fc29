// SPDX-License-Identifier: Apache-2.0
import Kernel
import Manifest
import SourceFacts
import Support

/// The boundary as one HTML page that needs nothing else: the files of `Page/`, which
/// the build embeds in the program, with the data in them.
package struct BoundaryPage: Sendable {
    /// What the page is about.
    package struct Subject: Sendable {
        package var variant: String
        package var version: String
        /// The manifest's line about the variant.
        package var summary: String
        /// Nil when they are not known.
        package var changes: VariantChanges?
        /// Why the variant was not compiled; nil when it was.
        package var refusal: String?

        package init(variant: String, version: String, summary: String) {
            self.variant = variant
            self.version = version
            self.summary = summary
        }
    }

    var content: Content

    /// - Parameters:
    ///   - index: the facts' uses; empty for a boundary out of a package.
    ///   - subject: what the page's head says.
    package init(_ boundary: Boundary, _ index: UseIndex, of subject: Subject) {
        content = Content(boundary, index, subject)
    }

    /// - Throws: what the JSON encoder throws.
    package func html() throws -> String {
        // `<` could end the script element or begin a comment in it.
        let json = String(decoding: try CanonicalJSON.compact(content), as: UTF8.self)
            .replacing("<", with: "\\u003c")
        return Self.template.replacing(Self.dataPlace, with: json, maxReplacements: 1)
    }

    /// Stands once in page.html, where the data goes.
    static let dataPlace = "/*DATA*/"

    /// page.html with its parts: `/*PART name*/` in it stands for a file beside it.
    static var template: String {
        var pieces = text(PackageResources.page_html)
            .split(separator: "/*PART ", omittingEmptySubsequences: false)
        var page = String(pieces.removeFirst())
        for piece in pieces {
            let end = piece.firstRange(of: "*/") ?? piece.endIndex..<piece.endIndex
            page += text(parts[String(piece[..<end.lowerBound])] ?? [])
            page += piece[end.upperBound...]
        }
        return page
    }

    static let parts = [
        "changes.css": PackageResources.changes_css, "changes.js": PackageResources.changes_js,
        "elements.js": PackageResources.elements_js, "layout.js": PackageResources.layout_js,
        "model.js": PackageResources.model_js, "narrow.css": PackageResources.narrow_css,
        "panel.js": PackageResources.panel_js,
        "plan.css": PackageResources.plan_css, "plan.js": PackageResources.plan_js,
        "search.js": PackageResources.search_js, "start.js": PackageResources.start_js,
        "style.css": PackageResources.style_css, "tables.js": PackageResources.tables_js,
    ]

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
