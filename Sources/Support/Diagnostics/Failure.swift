// SPDX-License-Identifier: Apache-2.0

/// What an error of the world (not of the user's files) must be able to say.
/// Each module's error enum conforms; one renderer prints them all.
package protocol Failure: Error, CustomStringConvertible {
    /// What to try next, if anything is known.
    var hint: String? { get }
    /// What was left on disk or in the kernel, when it is more than nothing.
    var leftBehind: String? { get }
    /// The reasons one by one, when there are several with codes of their own.
    var diagnostics: [Diagnostic] { get }
    /// The process's exit status for this failure.
    var exitStatus: ExitStatus { get }
}

extension Failure {
    package var hint: String? { nil }
    package var leftBehind: String? { nil }
    package var diagnostics: [Diagnostic] { [] }
    package var exitStatus: ExitStatus { .failed }
}
