// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage

/// Why a guest could not be prepared or started. What happens *in* the guest is
/// a `GuestReport`, not an error.
package enum MachineError: Failure, Equatable {
    /// A program of the host that the guest is made of.
    case programMissing(String, package: String)
    case libraryMissing(name: String, neededBy: FilePath)
    /// A directory and something else at one path in the guest.
    case guestPathConflict(path: String)
    case notIncludable(FilePath)
    case fileTooLarge(FilePath, bytes: Int)
    case memoryTooSmall(memoryMiB: Int, neededMiB: Int)
    /// The emulator itself gave up; `log` is what it printed.
    case emulatorFailed(status: String, log: String)

    package var description: String {
        switch self {
        case .programMissing(let name, _):
            "the guest needs the program `\(name)`, which this host does not have"
        case .libraryMissing(let name, let path):
            "the shared library \(name), needed by \(path), is in no library directory"
        case .guestPathConflict(let path):
            "\(path) would have to be both a directory and a file in the guest"
        case .notIncludable(let path):
            "\(path) is neither a file nor a directory, so it cannot be included"
        case .fileTooLarge(let path, let bytes):
            "\(path) has \(bytes) bytes, more than a file of an initramfs can have"
        case .memoryTooSmall(let memory, let needed):
            "the guest's files need \(needed) MiB of memory, but it has \(memory) MiB"
        case .emulatorFailed(let status, let log):
            "the emulator ended with \(status)"
                + log.split(separator: "\n").suffix(10).map { "\n    \($0)" }.joined()
        }
    }

    package var hint: String? {
        switch self {
        case .programMissing(_, let package): "install the package \(package)"
        case .memoryTooSmall(_, let needed): "use --memory \(needed)"
        default: nil
        }
    }
}
