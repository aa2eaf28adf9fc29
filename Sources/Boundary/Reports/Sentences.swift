// SPDX-License-Identifier: Apache-2.0
import Kernel
import Support

// The words for what the analysis found: texts, pages, JSON and diagnostics all
// take them from here.

/// A sentence that can do without the place in it where room is scarce.
package struct Sentence: Equatable {
    /// The sentence ahead of the place.
    package var text: String
    /// A file, or a file and a line.
    package var place: String?
    /// Goes on behind the place.
    package var rest = ""

    /// Text, place in round brackets, rest.
    package var full: String { text + (place.map { " (\($0))" } ?? "") + rest }

    /// As much of it as `room` characters hold. Of a caller the name says more than
    /// the beginning of its path.
    func fitted(_ room: Int) -> String {
        let full = full
        return TextLines.cut(full.count <= room ? full : text, room)
    }
}

extension Sequence {
    /// The first `limit`, and how many more there are.
    func sentences(limit: Int, _ sentence: (Element) -> String) -> [String] {
        let all = map(sentence)
        return all.prefix(limit)
            + (all.count > limit ? ["and \(all.count - limit) more like these"] : [])
    }
}

// MARK: Functions

extension Referrer {
    /// Such as `called from schedule_timeout (kernel/time/timer.c), 3 times`.
    package var sentence: Sentence {
        if kind == .systemCall { return Sentence(text: kind.verb, rest: ", \(source)") }
        return Sentence(
            text: "\(kind.verb) \(isSection ? "section " : "")\(source)", place: file,
            rest: (places > 1 ? ", \(places) times" : "") + (isAtBoot ? ", at boot only" : ""))
    }
}

extension ReferenceKind {
    fileprivate var verb: String {
        switch self {
        case .call: "called from"
        case .read: "read by"
        case .write: "written by"
        case .readWrite: "read and written by"
        case .addressInCode: "its address is taken in"
        case .addressInData: "its address is stored in"
        case .staticKey: "a static key in"
        case .staticCall: "a static call in"
        case .export: "exported to"
        case .systemCall: "a system call's entry"
        }
    }
}

extension Boundary.Reason {
    /// Such as `called from schedule_timeout (kernel/time/timer.c)`.
    package var sentence: Sentence {
        switch self {
        case .runsAtBoot(let section): Sentence(text: "runs at boot only", place: section)
        case .weak: Sentence(text: "weak: vmlinux's linker chose the definition")
        case .keptByRecipe: Sentence(text: "the recipe keeps it in vmlinux")
        case .switchesTasks:
            Sentence(text: "tasks sleep in it, so the variant's runs in the frame of vmlinux's")
        case .sidecar(let place): Sentence(text: "named as a sidecar", place: "\(place)")
        case .inlined(let holders):
            Sentence(
                text: holders.isEmpty
                    ? "no code is left of it" : "inlined into " + holders.joined(separator: ", "))
        case .headerCopy(let isReplaced):
            Sentence(text: "a header's function: " + Self.user(ofCopy: isReplaced))
        case .macroCopy(let isReplaced):
            Sentence(
                text: "a copy of a function that macros make: " + Self.user(ofCopy: isReplaced))
        case .outsideFile(let file): Sentence(text: "\(file) is outside the boundary")
        case .removedFromInterface(let place):
            Sentence(text: "taken out of the interface", place: "\(place)")
        case .addedToInterface(let place):
            Sentence(text: "added to the interface", place: "\(place)")
        case .referrer(let referrer):
            Sentence(text: referrer.sentence.text, place: referrer.sentence.place)
        case .onlyInside: Sentence(text: "only the boundary's own code refers to it")
        }
    }

    private static func user(ofCopy isReplaced: Bool) -> String {
        isReplaced
            ? "only the boundary's own code uses this copy" : "vmlinux goes on using its copy"
    }
}

extension Boundary.Function {
    /// How many callers are named at most: half of the kernel calls some functions.
    package static let evidenceLimit = 8

    /// A sentence for each reason; of callers, and of those that know its address,
    /// the first few.
    package var evidence: [String] {
        func sentences(_ kinds: [ReferenceKind]) -> [String] {
            reasons.filter { $0.referrer.map { kinds.contains($0.kind) } ?? false }
                .sentences(limit: Self.evidenceLimit) { $0.sentence.full }
        }
        let (calls, addresses): ([ReferenceKind], [ReferenceKind]) = (
            [.call], [.addressInCode, .addressInData]
        )
        return reasons.filter {
            !($0.referrer.map { (calls + addresses).contains($0.kind) } ?? false)
        }
        .map(\.sentence.full) + sentences(calls) + sentences(addresses)
    }
}

extension Boundary.FunctionClass {
    /// With its article, for a sentence.
    var title: String {
        switch self {
        case .interface: "an interface"
        case .callback: "a callback"
        case .insider: "an insider"
        case .outsider: "an outsider"
        case .sidecar: "a sidecar"
        case .contextSwitch: "the context switch"
        case .`init`: "init code"
        case .kept: "kept"
        case .optimisedAway: "optimised away"
        }
    }

    /// What follows from the class, without a full stop.
    package var meaning: String {
        switch self {
        case .interface: "called from outside, so its entry is redirected"
        case .callback: "its address is stored, so its entry is redirected"
        case .insider: "reached only through the boundary; replaced without a redirect"
        case .outsider: "outside the boundary; stays vmlinux's"
        case .sidecar: "outside the boundary, replaced because the manifest says so"
        case .contextSwitch:
            "replaced through a thunk; its frame and what follows the register switch stay vmlinux's"
        case .`init`: "runs at boot only; the module does without it"
        case .kept: "its file is inside, but it stays vmlinux's"
        case .optimisedAway: "vmlinux has no function of it any more"
        }
    }
}

// MARK: Variables

extension Boundary.VariableClass {
    /// What follows from the class, without a full stop.
    package var meaning: String {
        switch self {
        case .shared: "the module uses vmlinux's"
        case .private: "the variant has its own; vmlinux's stays as it is meanwhile"
        case .privateByNecessity: "the variant has its own in any case"
        }
    }
}

extension Boundary.Variable.Reason {
    /// For the head of a list of such variables.
    var title: String { isNamed ? "named by the \(rawValue)" : rawValue }
}

// MARK: Structs

extension StructUse {
    /// What stands in for the users of a kernel-wide struct's members.
    package static let kernelWide = "all of the kernel uses it: every member counts as touched"
}

extension StructUse.Use {
    /// Such as `exit_signals kernel/exit.c:12 read+write`.
    package var text: String {
        "\(function) \(file):\(line) \(access.map(\.rawValue).joined(separator: "+"))"
    }
}

extension StructUse.Reason {
    /// Why the code that touches it stays vmlinux's, without a full stop.
    package var sentence: String {
        switch self {
        case .outsideBoundary: "outside the boundary"
        case .kept: "kept in vmlinux"
        case .runsAtBoot: "runs at boot"
        case .initialValue: "initial value"
        case .runtime: "the runtime, which switches variants"
        case .headerInline: "inline, in a header of the whole kernel"
        case .headerMacro: "made by a header's macros"
        case .inlinePart(let function): "inline, part of \(function)"
        }
    }
}

extension StructUse.Hole {
    /// `4 bytes at 28`, or `3 bits at 100:5`.
    package var text: String {
        guard offset % 8 == 0, size % 8 == 0 else {
            return "\(size) bit\(size == 1 ? "" : "s") at \(offset / 8):\(offset % 8)"
        }
        return "\(size / 8) byte\(size == 8 ? "" : "s") at \(offset / 8)"
    }
}

// MARK: A published boundary

extension ListedBoundary.Finding {
    /// What was found, in words that go on after the listed name.
    package var sentence: String {
        switch self {
        case .unit: "its functions are replaced"
        case .header: "compiled into the files that include it"
        case .noFile: "this kernel's source has no such file"
        case .prefix(let count): "\(count) redirected functions begin so"
        case .function(let kind, let reason):
            "\(kind.rawValue): \(reason?.sentence.full ?? "")"
        case .outsider(let kind): "computed as \(kind.rawValue)"
        case .noFunction: "this kernel has no such function"
        case .shared: "shared, as all are"
        case .owned: "the variant has its own"
        case .addedFeature: "added: the three variables behind sched_feat() belong together"
        case .classTable: "a class table: its contents are exchanged at the switch"
        case .noVariable: "no listed file has such a variable in this kernel"
        case .sidecar(let file): "redirected in \(file)"
        }
    }
}
