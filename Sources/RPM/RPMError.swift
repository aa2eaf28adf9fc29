// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage

/// What librpm refused. `log` holds the lines that librpm would have printed,
/// and what a scriptlet wrote to its standard error.
package enum RPMError: Failure, Equatable {
    case file(operation: String, path: FilePath, errno: Errno)
    /// librpm's own configuration (`/usr/lib/rpm`) cannot be read.
    case configuration(log: [String])
    case notAPackage(FilePath, log: [String])
    /// A digest or a signature of the package does not match its content.
    case notVerified(FilePath, log: [String])
    case database(path: String, log: [String])
    /// Nothing was changed.
    case refused(problems: [RPMProblem], log: [String])
    /// librpm stopped on the way.
    case incomplete(log: [String])
    case notInstalled(String)

    package var description: String {
        switch self {
        case .file(let operation, let path, let errno):
            return "cannot \(operation) \(path): \(errno)"
        case .configuration(let log):
            return "cannot read librpm's configuration" + Self.listed(log)
        case .notAPackage(let path, let log):
            return "\(path) is not an RPM package" + Self.listed(log)
        case .notVerified(let path, let log):
            return "\(path) does not pass verification" + Self.listed(log)
        case .database(let path, let log):
            return "cannot open the RPM database \(path)" + Self.listed(log)
        case .refused(let problems, let log):
            return "the RPM transaction was refused"
                + Self.listed(problems.map(\.message) + log)
        case .incomplete(let log):
            return "the RPM transaction did not complete" + Self.listed(log)
        case .notInstalled(let nevra):
            return "the package \(nevra) is not installed"
        }
    }

    package var hint: String? {
        switch self {
        case .configuration: "install the package `rpm` (it owns /usr/lib/rpm)"
        case .notVerified: "the file was damaged or changed: fetch or publish it again"
        default: nil
        }
    }

    package var leftBehind: String? {
        guard case .incomplete = self else { return nil }
        return "packages may be partly installed; `rpm -Va` lists what differs"
    }

    package var exitStatus: ExitStatus {
        if case .refused = self { return .refused }
        return .failed
    }

    private static func listed(_ lines: [String]) -> String {
        lines.map { "\n    \($0)" }.joined()
    }
}

/// One reason why a transaction cannot run (rpmprob.h).
package struct RPMProblem: Hashable, Sendable {
    /// RPMPROB_* of rpmprob.h, as far as messages tell them apart.
    package enum Kind: String, Sendable {
        case architecture, operatingSystem, alreadyInstalled, relocation, requires, conflict
        case fileConflict, newerInstalled, diskSpace, obsoleted, verification, other
    }
    /// What sort of reason it is; `message` tells the particulars.
    package var kind: Kind
    /// The package that has the problem, as librpm names it; empty if it has none.
    package var package: String
    /// As librpm words it.
    package var message: String
}
