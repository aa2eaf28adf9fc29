// SPDX-License-Identifier: Apache-2.0
import Kernel
import Manifest
import Support

/// What a variant changes of one kernel's scheduler, function by function: the JSON of
/// `sched diff MANIFEST` (docs/changes-json.md), and what the page's tab shows.
package struct VariantChanges: Sendable, Codable, Equatable {
    /// A new meaning of a key gets a new number (docs/exit-status.md).
    package var schema = 1
    package var variant: VariantName
    /// As the manifest gives it.
    package var version: String
    /// The kernel with which the variant is compared.
    package var kernel: Boundary.Kernel
    package var totals: Totals
    /// Those whose own lines differ by file and line; then those whose code alone does.
    package var functions: [Function]
    /// Edited lines that are part of no function: macros, types, variables.
    package var otherEdits: [FileEdit]
    /// Variables whose first content or size differs, and new ones; nil when the variant
    /// was not compiled.
    package var data: [Variable]?

    /// - Parameter functions: in any order.
    package init(
        variant: VariantName, version: String, kernel: Boundary.Kernel, lines: LineCount,
        functions: [Function], otherEdits: [FileEdit], data: [Variable]?
    ) {
        self.variant = variant
        self.version = version
        self.kernel = kernel
        self.functions = functions.sorted { $0.place < $1.place }
        self.otherEdits = otherEdits
        self.data = data
        totals = Totals(functions, lines, data)
    }

    /// Sums over all that is listed.
    package struct Totals: Sendable, Codable, Equatable {
        /// Functions of the kernel whose lines or whose code differ.
        package var functionsChanged: Int
        package var functionsAdded: Int
        package var functionsRemoved: Int
        /// In all files that are compiled.
        package var lines: LineCount
        /// Variables that differ, and new ones; nil when the variant was not compiled.
        package var dataChanged: Int?
        /// Of all functions that are listed; nil when the variant was not compiled.
        package var instructions: InstructionCount?
    }

    /// Lines of a unified diff.
    package struct LineCount: Sendable, Codable, Equatable {
        package var added: Int
        package var removed: Int

        package init(added: Int = 0, removed: Int = 0) {
            self.added = added
            self.removed = removed
        }
    }

    /// Machine instructions, of the kernel's source and of the variant's, compiled alike.
    package struct InstructionCount: Sendable, Codable, Equatable {
        /// 0 for a function that has no code of its own.
        package var before: Int
        package var after: Int

        package init(before: Int, after: Int) {
            self.before = before
            self.after = after
        }
    }

    /// What became of a function.
    package enum Kind: String, Sendable, Codable, CaseIterable {
        /// Lines of it differ.
        case edited
        /// The kernel has none of this name in the file.
        case added
        /// The variant has none of this name in the file.
        case removed
        /// Its lines are the kernel's; what it inlines, or a header, made other code of it.
        case recompiled
    }

    package struct Function: Sendable, Codable, Equatable {
        /// The source name.
        package var name: String
        package var file: String
        /// Of the definition, from 1, in the variant's source; of a removed one in the
        /// kernel's.
        package var line: Int
        package var kind: Kind
        /// Nil for an added one, of which the kernel's boundary knows nothing.
        package var `class`: Boundary.FunctionClass?
        package var lines: LineCount
        /// Nil when the variant was not compiled.
        package var instructions: InstructionCount?
        /// Lines of a unified diff, `@@` lines among them; empty for a recompiled one.
        package var diff: [String]

        package init(
            name: String, file: String, line: Int, kind: Kind, class: Boundary.FunctionClass?,
            lines: LineCount = LineCount(), instructions: InstructionCount?, diff: [String] = []
        ) {
            self.name = name
            self.file = file
            self.line = line
            self.kind = kind
            self.class = `class`
            self.lines = lines
            self.instructions = instructions
            self.diff = diff
        }
    }

    /// Lines of one file.
    package struct FileEdit: Sendable, Codable, Equatable {
        package var file: String
        package var lines: LineCount
        /// As a function's.
        package var diff: [String]

        package init(file: String, lines: LineCount, diff: [String]) {
            self.file = file
            self.lines = lines
            self.diff = diff
        }
    }

    package struct Variable: Sendable, Codable, Equatable {
        /// ELF symbol, without the number of a function's static.
        package var name: String
        /// The unit that defines it.
        package var unit: String
        package var isAdded: Bool
        /// What differs first; empty for a new one.
        package var detail: String

        package init(name: String, unit: String, isAdded: Bool, detail: String) {
            self.name = name
            self.unit = unit
            self.isAdded = isAdded
            self.detail = detail
        }
    }
}

extension VariantChanges.Totals {
    init(
        _ functions: [VariantChanges.Function], _ lines: VariantChanges.LineCount,
        _ data: [VariantChanges.Variable]?
    ) {
        func count(_ kinds: [VariantChanges.Kind]) -> Int {
            functions.count { kinds.contains($0.kind) }
        }
        let counts = functions.compactMap(\.instructions)
        self.init(
            functionsChanged: count([.edited, .recompiled]), functionsAdded: count([.added]),
            functionsRemoved: count([.removed]), lines: lines, dataChanged: data?.count,
            instructions: data == nil
                ? nil
                : .init(
                    before: counts.reduce(0) { $0 + $1.before },
                    after: counts.reduce(0) { $0 + $1.after }))
    }
}

extension VariantChanges.Function {
    fileprivate var place: (Int, String, Int, String) {
        (kind == .recompiled ? 1 : 0, file, line, name)
    }
}
