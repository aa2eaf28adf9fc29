// SPDX-License-Identifier: Apache-2.0
import Boundary
import Contract
import ELF
import Kernel
import Manifest
import Support

/// What extraction works from.
struct ExtractionRequest: Sendable {
    var objects: [CompiledObject]
    var boundary: Boundary
    var facts: KernelFacts
    /// Symbols of the sched_class tables.
    var classTables: [String]
    /// Functions of the variant that the runtime calls by name.
    var runtimeEntries: [String]
    /// Variables of the variant that the runtime uses, when they are private.
    var runtimeVariables: [String]
    /// Functions that the variant may define and the runtime calls then: before
    /// the switch in and after the switch out.
    var hooks: [String] = []
    /// Symbols that the runtime's own objects define.
    var runtimeSymbols: Set<String>
    /// Names the patch and the line behind what is refused.
    var lines = PatchedLines()
    /// vmlinux, asked for its symbols of a name that cannot be resolved.
    var sites: SiteReader?
}

/// The variant's code as one relocatable object, not yet seen by objtool.
struct ExtractedObject: Sendable {
    var object: ObjectFile
    /// Non-exported symbols of vmlinux that it refers to: name → link-time value.
    var absoluteSymbols: [String: UInt64]
    /// ELF symbols of vmlinux to redirect: the boundary's, and those functions
    /// whose address the variant takes.
    var redirects: [String]
    /// The redirect's function in the object, by vmlinux symbol.
    var targets: [String: String]
    /// Class tables that the object has a shadow of, with their size.
    var classTables: [String: Int]
    /// Live functions.
    var functions: [String]
    /// Live variables (private, new, or function-level static).
    var variables: [String]
    /// Of the request's hooks those that the variant defines.
    var hooks: [String] = []

    /// Everything the module defines gets this in front of its name, so that a
    /// kprobe or a trace filter on a name of vmlinux stays unambiguous.
    static let prefix = RuntimeContract.current.symbolPrefix
    static let textSection = ".text.variant"
    /// Constants that outlast the module, and where they are referred to.
    static let lastingSection = ".rodata.lasting"
    static let lastingPlacesSection = ".rodata.lasting_places"
}
