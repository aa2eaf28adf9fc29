// SPDX-License-Identifier: Apache-2.0
public import Diagnostics
public import ELFWriter
public import SchedModel

/// Where in the manifest a variant asks for what concerns a function or variable
/// of this name, and a sentence for a note; nil when nothing is known.
public typealias Attribution =
    @Sendable (_ name: String) -> (location: SourceLocation, note: String?)?

/// What extraction works from.
public struct ExtractionRequest: Sendable {
    public var objects: [CompiledObject]
    public var boundary: Boundary
    public var facts: KernelFacts
    /// Symbols of the sched_class tables.
    public var classTables: [String]
    /// Functions of the variant that the runtime calls by name.
    public var runtimeEntries: [String]
    /// Variables of the variant that the runtime uses, when they are private.
    public var runtimeVariables: [String]
    /// Functions that the variant may define and the runtime calls then: before
    /// the switch in and after the switch out.
    public var hooks: [String] = []
    /// Symbols that the runtime's own objects define.
    public var runtimeSymbols: Set<String>
    public var attribution: Attribution
    /// Where vmlinux has symbols of a name, in words; asked for names that cannot
    /// be resolved.
    public var candidates: @Sendable (_ name: String) -> [String] = { _ in [] }

    public init(
        objects: [CompiledObject], boundary: Boundary, facts: KernelFacts, classTables: [String],
        runtimeEntries: [String], runtimeVariables: [String], runtimeSymbols: Set<String>,
        attribution: @escaping Attribution = { _ in nil }
    ) {
        self.objects = objects
        self.boundary = boundary
        self.facts = facts
        self.classTables = classTables
        self.runtimeEntries = runtimeEntries
        self.runtimeVariables = runtimeVariables
        self.runtimeSymbols = runtimeSymbols
        self.attribution = attribution
    }
}

/// The variant's code as one relocatable object, not yet seen by objtool.
public struct ExtractedObject: Sendable {
    public var object: ObjectFile
    /// Non-exported symbols of vmlinux that it refers to: name → link-time value.
    public var absoluteSymbols: [String: UInt64]
    /// ELF symbols of vmlinux to redirect: the boundary's, and those functions
    /// whose address the variant takes.
    public var redirects: [String]
    /// The redirect's function in the object, by vmlinux symbol.
    public var targets: [String: String]
    /// Class tables that the object carries a shadow of, with their size.
    public var classTables: [String: Int]
    /// Functions carried.
    public var functions: [String]
    /// Variables carried (private, new, or function-level static).
    public var variables: [String]
    /// Of the request's hooks those that the variant defines.
    public var hooks: [String] = []

    /// Everything the module defines gets this in front of its name, so that a
    /// kprobe or a trace filter on a name of vmlinux stays unambiguous.
    public static let prefix = "sv_"
    public static let textStart = "variant_text_start"
    public static let textEnd = "variant_text_end"
    public static let textSection = ".text.variant"
}
