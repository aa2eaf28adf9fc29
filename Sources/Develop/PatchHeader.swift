// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import Support

/// The text ahead of a saved patch: what it changes, for whom, and against which
/// kernel it was made. patch(1) and git skip it.
package struct PatchHeader: Sendable, Equatable {
    /// The one that the edits belong to.
    package var variant: VariantName
    /// Path in the kernel tree.
    package var file: String
    /// The release against whose source the patch was made.
    package var kernel: KernelRelease
    /// Of the distribution's source package.
    package var sourceVersion: String

    package init(
        variant: VariantName, file: String, kernel: KernelRelease, sourceVersion: String
    ) {
        self.variant = variant
        self.file = file
        self.kernel = kernel
        self.sourceVersion = sourceVersion
    }

    static let kernelKey = "Kernel: "
    static let signature = "Saved by `sched develop --save`"

    private var kernelLine: String { "\(Self.kernelKey)\(kernel) (source \(sourceVersion))" }

    /// The header, with a newline at its end.
    ///
    /// - Parameters:
    ///   - own: the file's patch as saved before. Its header is kept, since somebody
    ///     may have rewritten it; only the kernel's line is renewed.
    ///   - replaced: other patches of the file, by name, whose own words are kept
    ///     below the header, because their files leave the manifest.
    package func text(own: String?, replaced: [(name: String, text: String)]) -> String {
        var lines: [String]
        if let own, Self.isOurs(own) {
            lines = Self.prose(of: own).map { $0.hasPrefix(Self.kernelKey) ? kernelLine : $0 }
        } else {
            lines = [
                "Subject: [PATCH] \(variant): \(file)", kernelLine, "",
                "\(Self.signature), which keeps this text when it",
                "saves again.",
            ]
        }
        for (name, text) in replaced {
            let prose = Self.prose(of: text)
            guard !prose.isEmpty else { continue }
            lines += ["", "From \(name):", ""] + prose.map { $0.isEmpty ? "" : "  " + $0 }
        }
        return lines.joined(separator: "\n") + "\n\n"
    }

    /// Whether a save made this patch.
    package static func isOurs(_ patch: String) -> Bool {
        prose(of: patch).contains { $0.hasPrefix(signature) }
    }

    /// What stands ahead of the first diff, without git's summary of files and
    /// without empty lines at the end.
    static func prose(of patch: String) -> [String] {
        var lines: [String] = []
        for line in patch.split(separator: "\n", omittingEmptySubsequences: false) {
            if line == "---" || isDiff(line) { break }
            lines.append(String(line))
        }
        while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
        return lines
    }

    private static func isDiff(_ line: Substring) -> Bool {
        ["--- ", "diff --git ", "Index: ", "diff -"].contains { line.hasPrefix($0) }
    }
}
