// SPDX-License-Identifier: Apache-2.0
import Support

// name, version, summary and license: who the variant is.
extension ManifestReading {
    func variantName(in top: Section) -> Located<VariantName>? {
        let node = top.required("name", hint: "add `name:`, such as `name: latency-tuned`")
        guard let text = top.text(node, "`name`") else { return nil }
        if text.value == Self.stock {
            findings.add(
                .manifestBadName, at: text.location,
                "`stock` stands for the kernel's own scheduler", hint: "choose another name")
            return nil
        }
        if let name = VariantName(text.value) { return Located(name, at: text.location) }
        findings.add(
            .manifestBadName, at: text.location, "`\(text.value)` is not a variant's name",
            hint: "use a-z, 0-9, `.`, `+` and `-`, beginning with a letter or digit, "
                + "at most \(VariantName.maximumLength) characters")
        return nil
    }

    /// What commands call the kernel's own scheduler.
    private static let stock = "stock"

    func version(in top: Section) -> Located<String>? {
        let node = top.required("version", hint: "add `version:`, such as `version: 1.0.0`")
        guard let text = top.text(node, "`version`") else { return nil }
        if NameSyntax.isVersion(text.value) { return text }
        let hint =
            text.value.contains("-")
            ? "RPM keeps `-` for the release; use `~` before a pre-release, such as `1.0~rc1`"
            : "begin with a letter or digit; use letters, digits, single `.`, `+`, `~`, `^` and `_`"
        findings.add(
            .manifestBadVersion, at: text.location, "`\(text.value)` is not a version",
            hint: hint)
        return nil
    }

    /// rpmlint complains above 79 characters; listings have no more room either.
    static let summaryLimit = 79

    func summary(in top: Section) -> Located<String>? {
        let node = top.required("summary", hint: "say in a few words what the variant is for")
        guard let text = top.text(node, "`summary`") else { return nil }
        if NameSyntax.hasControls(text.value, besides: "\n\r") {
            findings.add(
                .manifestBadSummary, at: text.location,
                "the summary has a control character",
                hint: "write letters, digits and signs only")
        } else if text.value.isEmpty || text.value.contains(where: \.isNewline) {
            findings.add(
                .manifestBadSummary, at: text.location, "the summary must be one line of text",
                hint: "a longer text belongs under `description`")
        } else if text.value.count > Self.summaryLimit {
            findings.add(
                .manifestLongSummary, at: text.location,
                "the summary has \(text.value.count) characters; listings show "
                    + "\(Self.summaryLimit)",
                hint: "a longer text belongs under `description`")
        }
        return text
    }

    /// Nil when the manifest has none.
    func longDescription(in top: Section) -> Located<String>? {
        let text = top.text(top.optional("description"), "`description`")
        if let text, NameSyntax.hasControls(text.value, besides: "\n\r\t") {
            findings.add(
                .manifestBadSummary, at: text.location,
                "the description has a control character",
                hint: "write letters, digits and signs, in lines")
        }
        return text
    }

    /// The module uses symbols that the kernel gives to GPL code only, and it is
    /// made of the kernel's own GPL-2.0-only files.
    static let licenses = ["GPL-2.0-only", "GPL-2.0-or-later"]
    private static let oldLicenseNames = [
        "GPL": "GPL-2.0-only", "GPLv2": "GPL-2.0-only", "GPL-2.0": "GPL-2.0-only",
        "GPLv2+": "GPL-2.0-or-later", "GPL-2.0+": "GPL-2.0-or-later",
    ]

    /// GPL-2.0-only when the manifest does not say.
    func license(in top: Section) -> Located<String>? {
        guard let node = top.optional("license") else {
            return Located(Self.licenses[0], at: top.location)
        }
        guard let text = top.text(node, "`license`") else { return nil }
        if Self.licenses.contains(text.value) { return text }
        if let name = Self.oldLicenseNames[text.value] {
            findings.add(
                .manifestBadLicense, at: text.location,
                "`\(text.value)` is not an SPDX license identifier", hint: "write `\(name)`")
        } else {
            findings.add(
                .manifestIncompatibleLicense, at: text.location,
                "a scheduler under `\(text.value)` cannot be part of the kernel",
                notes: ["it is made of GPL-2.0-only files and uses symbols for GPL code only"],
                hint: "use `GPL-2.0-only` or `GPL-2.0-or-later`")
        }
        return nil
    }
}
