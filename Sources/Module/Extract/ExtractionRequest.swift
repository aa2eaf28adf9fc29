// SPDX-License-Identifier: Apache-2.0
import Boundary
import ELF
import Kernel
import Manifest
import Support

/// What extraction works from.
package struct ExtractionRequest: Sendable {
    package var objects: [CompiledObject]
    package var boundary: Boundary
    package var facts: KernelFacts
    /// Symbols of the sched_class tables.
    package var classTables: [String]
    /// Functions of the variant that the runtime calls by name.
    package var runtimeEntries: [String]
    /// Variables of the variant that the runtime uses, when they are private.
    package var runtimeVariables: [String]
    /// Functions that the variant may define and the runtime calls then: before
    /// the switch in and after the switch out.
    package var hooks: [String] = []
    /// Symbols that the runtime's own objects define.
    package var runtimeSymbols: Set<String>
    /// Names the patch and the line behind what is refused.
    package var lines = PatchedLines([])
    /// vmlinux, asked for its symbols of a name that cannot be resolved.
    package var sites: SiteReader?
}

/// The variant's code as one relocatable object, not yet seen by objtool.
package struct ExtractedObject: Sendable {
    package var object: ObjectFile
    /// Non-exported symbols of vmlinux that it refers to: name → link-time value.
    package var absoluteSymbols: [String: UInt64]
    /// ELF symbols of vmlinux to redirect: the boundary's, and those functions
    /// whose address the variant takes.
    package var redirects: [String]
    /// The redirect's function in the object, by vmlinux symbol.
    package var targets: [String: String]
    /// Class tables that the object has a shadow of, with their size.
    package var classTables: [String: Int]
    /// Live functions.
    package var functions: [String]
    /// Live variables (private, new, or function-level static).
    package var variables: [String]
    /// Of the request's hooks those that the variant defines.
    package var hooks: [String] = []

    /// Everything the module defines gets this in front of its name, so that a
    /// kprobe or a trace filter on a name of vmlinux stays unambiguous.
    package static let prefix = "sv_"
    package static let textStart = "variant_text_start"
    package static let textEnd = "variant_text_end"
    package static let textSection = ".text.variant"
}
