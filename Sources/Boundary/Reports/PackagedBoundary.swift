// SPDX-License-Identifier: Apache-2.0

/// What `sched info` and `sched diff` read of a package's boundary document.
/// Every schema so far has these keys.
package struct PackagedBoundary: Sendable, Decodable {
    /// Files whose functions are replaced.
    package var files: [String]
    package var functions: [Function]
    package var variables: [Variable]

    package struct Function: Sendable, Decodable {
        package var name: String
        package var file: String
        /// `FunctionClass`, as the sched that built the package knew it.
        package var `class`: String
    }

    package struct Variable: Sendable, Decodable {
        package var name: String
        /// Why it is private.
        package var reason: String?
        /// The manifest's reason why its users outside do no harm.
        package var unsafe: String?
    }
}
