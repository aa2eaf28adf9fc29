// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import Support

/// Whether the features that a manifest sets are features of the variant. The
/// kernel would refuse an unknown one when the variant is loaded.
enum FeatureCheck {
    /// `text` is kernel/sched/features.h with the variant's patches.
    static func diagnostics(
        _ features: [Located<String>], header text: String
    ) -> [Diagnostic] {
        let known = Set(
            text.matches(of: #/(?m)^SCHED_FEAT\((\w+)\s*,/#).map { String($0.1) })
        return features.compactMap { feature in
            let name =
                feature.value.hasPrefix("NO_") ? String(feature.value.dropFirst(3)) : feature.value
            guard !known.contains(name) else { return nil }
            return Diagnostic(
                .parameterUnknownFeature, at: feature.location,
                "neither the kernel nor the variant has a scheduler feature `\(name)`",
                hint: "features: \(known.sorted().joined(separator: ", "))")
        }
    }
}
