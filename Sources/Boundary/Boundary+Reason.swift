// SPDX-License-Identifier: Apache-2.0
import Support

extension Boundary {
    /// One reason why a function has its class.
    package enum Reason: Sendable, Hashable {
        /// Its code is in a section that the kernel frees after the boot.
        case runsAtBoot(section: String)
        /// It is weak: vmlinux's linker chose the definition.
        case weak
        /// The recipe's `kept` matches one of its names.
        case keptByRecipe
        /// Tasks sleep in it, and yet it is replaced.
        case switchesTasks
        /// The manifest names it as a sidecar, there.
        case sidecar(SourceLocation)
        /// It has no code of its own. Source names of the functions that contain a
        /// copy; none where gcc dropped it.
        case inlined(into: [String])
        /// A header's function, of which each unit has a copy.
        case headerCopy(isReplaced: Bool)
        /// A copy of a function that macros make.
        case macroCopy(isReplaced: Bool)
        case outsideFile(String)
        /// Recipe or manifest take it out of the interface, there.
        case removedFromInterface(SourceLocation)
        /// Recipe or manifest add it to the interface, there.
        case addedToInterface(SourceLocation)
        /// This forces the redirect.
        case referrer(Referrer)
        /// Nothing that stays vmlinux's refers to it.
        case onlyInside

        /// What forces the redirect.
        package var referrer: Referrer? {
            if case .referrer(let referrer) = self { referrer } else { nil }
        }
    }
}
