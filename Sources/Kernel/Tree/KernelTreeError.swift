// SPDX-License-Identifier: Apache-2.0
import Support

/// Why a kernel's tree cannot be used.
package enum KernelTreeError: Failure, Equatable {
    /// Each as `name version`.
    case packagesMissing([String])
    case packageDiffers(name: String, expected: String, found: String)
    case packageLacks(name: String, file: String)
    /// apt's lists name it, and the archive no longer has it.
    case packageGone(String)
    case downloadFailed(packages: [String], log: String)
    case configurationLacks(option: String)
    case compilerUnsupported(String)
    case compilerMissing(String)
    case compilerDiffers(command: String, kernel: String, found: String)
    /// Somebody removed it while it was used.
    case treeMissing(KernelRelease)
    case preparationFailed(log: String)
    /// Generated headers that are not what the distribution's headers package has.
    case headersDiffer([String])
    case unitsUnknown([String])
    case rebuildDiffers(RebuildReport)

    package var description: String {
        switch self {
        case .packagesMissing(let packages):
            "not in the cache: " + packages.joined(separator: ", ")
        case .packageDiffers(let name, let expected, let found):
            "\(name) is not the locked file: SHA-256 \(found), locked \(expected)"
        case .packageLacks(let name, let file):
            "\(name) holds no \(file)"
        case .packageGone(let package):
            "apt lists \(package), but the archive no longer has it"
        case .downloadFailed(let packages, let log):
            "cannot fetch \(packages.joined(separator: ", "))" + Self.tail(log)
        case .configurationLacks(let option):
            "the kernel's configuration has no \(option)"
        case .compilerUnsupported(let text):
            "the kernel was built with `\(text)`; only gcc is supported in this version"
        case .compilerMissing(let command):
            "the kernel was built with \(command), which is not installed"
        case .compilerDiffers(let command, let kernel, let found):
            "\(command) is `\(found)`, but the kernel was built with `\(kernel)`"
        case .treeMissing(let release):
            "the prepared tree of \(release) is no longer in the cache"
        case .preparationFailed(let log):
            "the kernel tree cannot be prepared" + Self.tail(log)
        case .headersDiffer(let files):
            "the prepared tree differs from the kernel's own headers in "
                + files.joined(separator: ", ")
        case .unitsUnknown(let units):
            "the kernel's makefiles do not build \(units.joined(separator: ", "))"
        case .rebuildDiffers(let report):
            "an unmodified rebuild differs from vmlinux: \(report.summary)"
                + report.differences.map { "\n    \($0)" }.joined()
        }
    }

    package var hint: String? {
        switch self {
        case .packagesMissing: "run the command once without --offline"
        case .packageDiffers: "the file was removed; run the command again to fetch it anew"
        case .packageGone: "run `apt-get update`, and the command again with --upgrade"
        case .downloadFailed: "run the command again; a download goes on where it was cut off"
        case .compilerMissing(let command): "install it: apt-get install \(command)"
        case .compilerDiffers:
            "install the compiler of the release that the kernel was built on; "
                + "another version makes other code"
        case .treeMissing: "run the command again; it prepares the tree anew"
        case .preparationFailed:
            "it needs: apt-get install make bc bison flex libelf-dev libssl-dev"
        default: nil
        }
    }

    package var leftBehind: String? {
        switch self {
        case .preparationFailed, .headersDiffer, .packageLacks:
            "the packages stay in the cache; the unfinished tree was removed"
        default: nil
        }
    }

    private static func tail(_ log: String) -> String {
        log.split(separator: "\n").suffix(20).map { "\n    \($0)" }.joined()
    }
}
