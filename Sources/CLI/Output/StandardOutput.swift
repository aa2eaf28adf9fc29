// SPDX-License-Identifier: Apache-2.0
// glibc declares `stdout` as a variable that anybody may change; nobody does.
@preconcurrency import Glibc
import Support

/// What `print` collects.
enum StandardOutput {
    /// Sends what is left on its way.
    ///
    /// - Throws: `UnwrittenOutput` when some of what was printed could not be written.
    static func flush() throws(UnwrittenOutput) {
        errno = 0
        if fflush(stdout) != 0 || ferror(stdout) != 0 {
            // Of a write that failed earlier only that it failed is known.
            throw UnwrittenOutput(
                reason: errno == 0 ? "a write failed" : String(cString: strerror(errno)))
        }
    }
}

/// Standard output is full, or closed. What the command did is done.
struct UnwrittenOutput: Failure, Equatable {
    var reason: String
    var description: String { "standard output cannot be written: \(reason)" }
    var hint: String? { "what the command did is done; only its output is lost" }
    var exitStatus: ExitStatus { .failed }
}
