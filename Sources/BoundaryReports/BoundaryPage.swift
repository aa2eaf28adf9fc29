// SPDX-License-Identifier: Apache-2.0
internal import FoundationEssentials
public import SchedModel

/// The boundary as one HTML page that needs nothing else: the template of
/// recipes/reports with the data in it.
public struct BoundaryPage: Sendable {
    /// Stands once in the template, where the data goes.
    public static let placeholder = "/*SCHED-BOUNDARY-DATA*/"

    public enum Problem: Error, Equatable, CustomStringConvertible {
        /// How often the placeholder is there; it must be once.
        case placeholders(Int)

        public var description: String {
            switch self {
            case .placeholders(let count):
                "the page's template has \(BoundaryPage.placeholder) \(count) times, not once"
            }
        }
    }

    var content: Content

    public init(_ boundary: Boundary, _ index: UseIndex, title: String) {
        content = Content(boundary, index, title: title)
    }

    /// - Throws: `Problem` for a template without its one placeholder.
    public func html(template: String) throws -> String {
        let parts = template.split(
            separator: Self.placeholder, omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw Problem.placeholders(parts.count - 1) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // `<` could end the script element or begin a comment in it.
        let json = String(decoding: try encoder.encode(content), as: UTF8.self)
            .replacing("<", with: "\\u003c")
        return parts[0] + json + parts[1]
    }

    /// What the page's script reads. It changes together with the template.
    struct Content: Codable {
        var schema = 1
        var title: String
        var kernel: Boundary.Kernel
        var files: [String]
        var functions: [Function]
        var variables: [Variable]
    }

    struct Function: Codable {
        var name: String
        var symbol: String?
        var file: String
        var line: Int
        var `class`: String
        var evidence: [String]
        var size: UInt64
        /// Hexadecimal address of the overwritten bytes; nil when not redirected.
        var site: String?
        var uses: [FunctionUse]
        var inlinedInto: [String]
    }

    struct Variable: Codable {
        var name: String
        var symbol: String
        var file: String
        var line: Int
        var ownership: String
        var `class`: String
        var reason: String?
        var outsideUsers: [String]
        var size: UInt64
        var section: String
    }
}

extension BoundaryPage.Content {
    init(_ boundary: Boundary, _ index: UseIndex, title: String) {
        let redirected = Set(boundary.redirects)
        self.init(
            title: title, kernel: boundary.kernel, files: boundary.files,
            functions: boundary.functions.map { function in
                let site = function.siteOffset.flatMap { offset in
                    redirected.contains(function.symbol ?? "")
                        ? String(function.address + UInt64(offset), radix: 16) : nil
                }
                return BoundaryPage.Function(
                    name: function.name, symbol: function.symbol, file: function.file,
                    line: function.line, class: function.class.rawValue,
                    evidence: function.evidence, size: function.size, site: site,
                    uses: index.uses(of: function), inlinedInto: index.inlinedInto(function))
            },
            variables: boundary.variables.map {
                BoundaryPage.Variable(
                    name: $0.name, symbol: $0.symbol, file: $0.file, line: $0.line,
                    ownership: $0.ownership.rawValue, class: $0.class.rawValue, reason: $0.reason,
                    outsideUsers: $0.outsideUsers.map(\.sentence), size: $0.size,
                    section: $0.section)
            })
    }
}
