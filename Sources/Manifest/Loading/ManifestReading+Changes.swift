// SPDX-License-Identifier: Apache-2.0
import Support

// sidecars and parameters.
extension ManifestReading {
    func sidecars(in top: Section, key: String = "sidecars") -> [Located<Manifest.Sidecar>] {
        var sidecars: [Located<Manifest.Sidecar>] = []
        for element in top.list(key) ?? [] {
            guard let sidecar = sidecar(element, top) else { continue }
            if let first = sidecars.first(where: { $0.value == sidecar.value }) {
                findings.add(
                    .manifestDuplicateSidecar, at: sidecar.location,
                    "`\(sidecar.value.function)` of \(sidecar.value.file) stands here a second time",
                    notes: ["the first is at \(first.location)"], hint: "remove one of them")
            } else {
                sidecars.append(sidecar)
            }
        }
        return sidecars
    }

    private func sidecar(_ element: YAMLNode, _ top: Section) -> Located<Manifest.Sidecar>? {
        guard let entries = element.entries, entries.count == 1,
            let function = entries[0].key.text, let file = entries[0].value.text
        else {
            findings.add(
                .manifestBadSidecar, at: element.location,
                "a sidecar is one function and the file that it is in",
                hint: "write `- cpuusage_write: kernel/sched/cpuacct.c`")
            return nil
        }
        let name = Located(function, at: entries[0].key.location)
        let place = Located(file, at: entries[0].value.location)
        let isFunction = NameRule.function.check(name, findings)
        let isFile = NameRule.sourceFile.check(place, findings)
        guard isFunction, isFile else { return nil }
        return Located(.init(function: function, file: file), at: element.location)
    }

    func parameters(in top: Section) -> Manifest.Parameters {
        var parameters = Manifest.Parameters()
        guard let node = top.optional("parameters"),
            let section = Section(
                node, path: "parameters", keys: ["sched_features", "sysctl"], findings: findings)
        else { return parameters }
        parameters.schedFeatures = section.names("sched_features", rule: .feature)
        checkOpposites(parameters.schedFeatures)
        parameters.sysctl = settings(in: section)
        return parameters
    }

    private func checkOpposites(_ features: [Located<String>]) {
        for feature in features where feature.value.hasPrefix("NO_") {
            let plain = feature.value.dropFirst(3)
            guard let other = features.first(where: { $0.value == plain }) else { continue }
            findings.add(
                .manifestContradiction, at: feature.location,
                "the feature `\(plain)` is both set and cleared",
                notes: ["it is set at \(other.location)"], hint: "keep one of the two")
        }
    }

    private func settings(in section: Section) -> [Located<Manifest.SysctlSetting>] {
        guard let node = section.optional("sysctl") else { return [] }
        // The names are open, so all that stand here are known.
        let names = node.entries?.compactMap(\.key.text) ?? []
        guard
            let sysctl = Section(
                node, path: section.name(of: "sysctl"), keys: names, findings: findings)
        else { return [] }
        var seen: Set<String> = []
        return (node.entries ?? []).compactMap { entry in
            guard let text = entry.key.text, seen.insert(text).inserted,
                NameRule.setting.check(Located(text, at: entry.key.location), findings),
                let value = sysctl.text(sysctl.optional(text), "`\(sysctl.name(of: text))`")
            else { return nil }
            return Located(.init(name: text, value: value.value), at: entry.key.location)
        }
    }
}
