// SPDX-License-Identifier: Apache-2.0
import Contract
import Manifest
import Support

/// The spec file of one variant: a template in which every `@PLACEHOLDER@` is
/// replaced by text. Pure; the same values give the same spec.
package struct VariantSpec: Sendable {
    var values: [String: String]

    /// - Parameter files: names of the files in the installed directory.
    package init(
        record: VariantRecord, license: String, description: String?, files: [String],
        sysfs: RuntimeContract.SysfsFiles = RuntimeContract.current.sysfs
    ) {
        let directory = InstalledLayout.directory(record.kernel, record.name)
        values = [
            "PACKAGE": record.name.packageName,
            "NAME": record.name.rawValue,
            "VERSION": record.version,
            "RELEASE": PackageRelease.of(record.kernel, record.content),
            "CONTENT": record.content?.hex ?? "",
            "SUMMARY": Self.line(record.summary),
            "LICENSE": Self.line(license),
            "DESCRIPTION": Self.paragraphs(description ?? record.summary),
            "KERNEL": record.kernel.rawValue,
            "KERNEL_REQUIREMENT": PackageRelease.kernelRequirement(record.kernel),
            "BUILD_ID": record.buildID.hex,
            "ROOT": InstalledLayout.root.string,
            "KERNEL_DIRECTORY": directory.removingLastComponent().string,
            "DIRECTORY": directory.string,
            "LOADED_NAME_FILE": sysfs.path.appending(sysfs.name).string,
            "FILES": files.sorted().map { directory.appending($0).string }.joined(separator: "\n"),
        ]
    }

    /// Replaces what stands between two `@` if it is a placeholder's name; an
    /// unknown name is an error, so that a template cannot be half filled.
    package func fill(_ template: String) throws(PackagingError) -> String {
        var text = ""
        var rest = template[...]
        while let start = rest.firstIndex(of: "@") {
            let name = rest[rest.index(after: start)...].prefix { $0.isUppercase || $0 == "_" }
            let end = name.endIndex
            guard !name.isEmpty, end < rest.endIndex, rest[end] == "@" else {
                text += rest[...start]
                rest = rest[rest.index(after: start)...]
                continue
            }
            // The template's own header speaks of @CAPITALS@.
            guard let value = values[String(name)] ?? (name == "CAPITALS" ? "@CAPITALS@" : nil)
            else { throw .unknownPlaceholder(String(name)) }
            text += rest[..<start] + value
            rest = rest[rest.index(after: end)...]
        }
        return text + rest
    }

    /// The user's words on one line, with `%` escaped so that no macro is expanded.
    private static func line(_ text: String) -> String {
        escape(text.split(whereSeparator: \.isWhitespace).joined(separator: " "))
    }

    /// rpmbuild takes a line that begins with `%` for a section or a condition
    /// even after `%%` was expanded; such a line becomes a list item.
    private static func paragraphs(_ text: String) -> String {
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
        return lines.map { line in
            let isDirective = line.drop(while: \.isWhitespace).first == "%"
            return (isDirective ? "- " : "") + escape(String(line))
        }.joined(separator: "\n")
    }

    private static func escape(_ text: String) -> String {
        text.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%%")
    }
}
