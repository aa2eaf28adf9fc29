// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage

/// Why an object could not be written.
package enum ELFWriterError: Failure, Equatable {
    /// libelf refused; `message` is what elf_errmsg(3) says.
    case library(operation: String, message: String)
    /// The object as given has no meaning; `reason` names the culprit.
    case invalidObject(reason: String)
    case file(operation: String, path: FilePath, errno: Errno)

    package var description: String {
        switch self {
        case .library(let operation, let message):
            "libelf cannot \(operation): \(message)"
        case .invalidObject(let reason):
            "the object cannot be written: \(reason)"
        case .file(let operation, let path, let errno):
            "cannot \(operation) \(path): \(errno)"
        }
    }

    /// The unfinished file that could not be removed.
    package var leftBehind: String? {
        guard case .file("write", let path, _) = self else { return nil }
        return "\(path) may be incomplete"
    }
}
