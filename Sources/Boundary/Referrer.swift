// SPDX-License-Identifier: Apache-2.0
import Kernel

/// What refers to a function or uses a variable, and how. References of one kind
/// from one source are one referrer.
package struct Referrer: Sendable, Hashable {
    /// Whether it calls, or takes or stores an address.
    package var kind: ReferenceKind
    /// The function or the data object; the section, where neither is known;
    /// `modules` for an export; the entry's name for a system call.
    package var source: String
    /// The source is a section.
    package var isSection = false
    /// Source file of that symbol, relative to the tree, where it is known.
    package var file: String?
    /// How many references these are.
    package var places = 1
    /// Its code or contents are replaced with the variant too.
    package var isInside = false
    /// It has run when a variant is loaded.
    package var isAtBoot = false

    /// Modules, for which a symbol is exported.
    package static let modules = Referrer(kind: .export, source: "modules")
}

extension Referrer {
    init(_ reference: KernelFacts.Reference, isInside: Bool = false) {
        self.init(
            kind: reference.kind, symbol: reference.source, section: reference.section,
            file: reference.sourceFile, isInside: isInside)
    }

    init(_ use: KernelFacts.VariableUse, isInside: Bool = false) {
        self.init(
            kind: use.kind, symbol: use.source, section: use.section, file: use.sourceFile,
            isInside: isInside)
    }

    private init(
        kind: ReferenceKind, symbol: String, section: String, file: String?, isInside: Bool
    ) {
        // `schedule.cold` is part of `schedule`.
        let cold = symbol.firstRange(of: ".cold")
        self.init(
            kind: kind, source: cold.map { String(symbol[..<$0.lowerBound]) } ?? symbol,
            isSection: symbol == section, file: file, isInside: isInside,
            // An address that was taken at boot is still stored somewhere, such as
            // in the file in debugfs that shows a variable.
            isAtBoot: Roles.isBootSection(section) && kind != .addressInCode)
    }
}

extension Sequence<Referrer> {
    /// Makes one of those that differ in nothing but their places, which add up.
    /// In the order of the first of each.
    func merged() -> [Referrer] {
        var found: [Referrer] = []
        var numbers: [Referrer: Int] = [:]
        for referrer in self {
            var key = referrer
            key.places = 0
            if let number = numbers[key] {
                found[number].places += referrer.places
            } else {
                numbers[key] = found.count
                found.append(referrer)
            }
        }
        return found
    }
}
