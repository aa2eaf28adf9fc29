// SPDX-License-Identifier: Apache-2.0
import Contract
import Support

// `unsafe`: private variables that code outside uses too, each with a reason.
extension ManifestReading {
    func unsafeVariables(
        in top: Section, owned: [Located<String>]
    ) -> [Located<Manifest.UnsafeVariable>] {
        guard let node = top.optional("unsafe") else { return [] }
        // The names are open, so all that stand here are known.
        let names = node.entries?.compactMap(\.key.text) ?? []
        guard let section = Section(node, path: "unsafe", keys: names, findings: findings) else {
            return []
        }
        var seen: Set<String> = []
        return (node.entries ?? []).compactMap { entry in
            guard let name = entry.key.text, seen.insert(name).inserted,
                NameRule.variable.check(Located(name, at: entry.key.location), findings)
            else { return nil }
            guard owned.contains(where: { $0.value == name }) else {
                findings.add(
                    .unsafeNotPrivate, at: entry.key.location,
                    "`\(name)` is under `unsafe`, but not under `private`",
                    hint: NearestNames.hint(for: name, among: owned.map(\.value))
                        ?? "a shared variable needs no reason: remove it, or list it under `private`"
                )
                return nil
            }
            guard let reason = section.text(section.optional(name), "`unsafe.\(name)`") else {
                return nil
            }
            guard reason.value.contains(where: \.isLetter) else {
                findings.add(
                    .unsafeWithoutReason, at: reason.location,
                    "`unsafe.\(name)` gives no reason",
                    hint: "say why it does no harm that code outside sees another value")
                return nil
            }
            return Located(
                .init(name: name, reason: reason.value), at: entry.key.location)
        }
    }

    /// What a published boundary makes private, and the variables that are owned
    /// together with one of those.
    func listedPrivates(_ listed: PublicBoundary?) -> [Located<String>] {
        let named = listed?.forcePrivate ?? []
        let feature = named.first { RuntimeContract.featureVariables.contains($0.value) }
        return named
            + (feature.map { first in
                RuntimeContract.featureVariables.map { Located($0, at: first.location) }
            } ?? [])
    }
}
