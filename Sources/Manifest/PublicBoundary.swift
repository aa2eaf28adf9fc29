// SPDX-License-Identifier: Apache-2.0
import Support

/// A boundary as published for live scheduler updates before sched: a person's
/// lists of files, interfaces, variables and sidecars (`mod_files`,
/// `interface_prefix`, `function`, `global_var`, `sidecar`).
package struct PublicBoundary: Sendable {
    /// The file as the manifest names it, or `the manifest`.
    package var source: String
    /// Absolute path of the file that it stands in.
    package var path: String
    /// Digest of that file as it was read.
    package var digest: Digest
    /// `mod_files`: .c files.
    package var files: [Located<String>] = []
    /// `mod_files`: what is no .c file.
    package var headers: [Located<String>] = []
    /// Functions whose name begins so are interfaces.
    package var interfacePrefixes: [Located<String>] = []
    /// `function.interface`
    package var interface: [Located<String>] = []
    /// `function.force_outsider`
    package var outsiders: [Located<String>] = []
    /// `global_var.extra_public`
    package var extraPublic: [Located<String>] = []
    /// `global_var.force_private`
    package var forcePrivate: [Located<String>] = []
    /// Pairs under `sidecar`.
    package var sidecars: [Located<Manifest.Sidecar>] = []
}
