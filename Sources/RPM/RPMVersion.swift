// SPDX-License-Identifier: Apache-2.0
internal import CRPM

/// The order of versions as RPM has it (rpmvercmp: digits by value, letters by
/// ASCII, `~` before everything, `^` after the base).
package enum RPMVersion {
    /// Negative when `a` is older than `b`, 0 when neither is, positive when newer.
    package static func compare(_ a: String, _ b: String) -> Int { Int(rpmvercmp(a, b)) }

    /// Whether RPM would take `b` for an upgrade of `a`.
    package static func isOlder(_ a: String, than b: String) -> Bool { compare(a, b) < 0 }
}

extension NEVRA {
    /// Orders epoch, version and release; name and architecture do not count.
    package func isOlder(than other: NEVRA) -> Bool {
        let epochs = (epoch ?? 0, other.epoch ?? 0)
        if epochs.0 != epochs.1 { return epochs.0 < epochs.1 }
        let order = RPMVersion.compare(version, other.version)
        return order == 0 ? RPMVersion.isOlder(release, than: other.release) : order < 0
    }
}
