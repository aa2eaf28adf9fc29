// SPDX-License-Identifier: Apache-2.0

/// What `sched info` and `sched diff` read of a package's boundary document.
/// Every schema so far has these keys.
package struct PackagedBoundary: Sendable, Decodable {
    /// Files whose functions are replaced.
    package var files: [String]
    /// Those of the boundary's files, and the sidecars.
    package var functions: [Function]
    /// Private and shared ones.
    package var variables: [Variable]

    /// The keys of a function that are read.
    package struct Function: Sendable, Decodable {
        /// The source name.
        package var name: String
        /// Where it is defined, relative to the tree.
        package var file: String
        /// `FunctionClass`, as the sched that built the package knew it.
        package var `class`: String
    }

    /// The keys of a variable that are read.
    package struct Variable: Sendable, Decodable {
        /// The source name.
        package var name: String
        /// Why it is private.
        package var reason: String?
        /// The manifest's reason why its users outside do no harm.
        package var unsafe: String?
    }
}
