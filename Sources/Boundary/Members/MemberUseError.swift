// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage

/// Why it cannot be said which members code outside touches.
package enum MemberUseError: Failure, Equatable {
    /// Where the program was looked for.
    case programMissing([FilePath])
    /// What it said, clang's own messages among it.
    case unreadable(String)
    /// Units of vmlinux of which the makefiles do not tell how they are compiled.
    case unitsUnknown([String])
    /// It printed something else than it should.
    case answer(String)

    package var description: String {
        switch self {
        case .programMissing(let places):
            "there is no sched-cfacts, which reads the kernel's source with clang; looked for "
                + places.map(\.string).joined(separator: " and ")
        case .unreadable(let log):
            "the kernel's source cannot be read: \(log)"
        case .unitsUnknown(let units):
            "the kernel's makefiles do not say how \(units.joined(separator: ", ")) is compiled"
        case .answer(let what):
            "sched-cfacts does not speak as this sched expects: \(what)"
        }
    }
}

extension MemberUseError {
    package var hint: String? {
        switch self {
        case .programMissing:
            "`make build` puts it beside sched and needs Debian's libclang-19-dev; SCHED_CFACTS names another"
        case .unreadable, .unitsUnknown, .answer: nil
        }
    }
}
