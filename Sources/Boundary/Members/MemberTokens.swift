// SPDX-License-Identifier: Apache-2.0
import Kernel
import Manifest
import SourceFacts
import Support

/// What text must hold to touch a member of the structs that are followed
/// through the whole kernel: those of include/linux/sched.h that belong to the
/// scheduler.
///
/// An access needs a pointer to such a struct, and its unit then spells the
/// struct's name; or it goes through the member of a kernel-wide struct that holds
/// it (`p->se.vruntime`); or through a macro of a header that does either.
struct MemberTokens: Equatable {
    static let sharedHeader = "include/linux/sched.h"

    /// Such as `sched_entity`.
    var structs: [String]
    /// Members of kernel-wide structs that are followed structs, with those
    /// structs' members.
    var holders: [String: Set<String>]

    init(_ structs: [SourceFacts.Struct]) {
        let followed = Self.followed(structs)
        self.structs = followed.sorted()
        let members = Dictionary(
            structs.map { (Self.bare($0.name), $0.members) },
            uniquingKeysWith: { first, _ in first })
        holders = [:]
        for item in structs
        where item.file == Self.sharedHeader && !followed.contains(Self.bare(item.name)) {
            for member in item.members {
                guard let held = member.aggregate.map(Self.bare), followed.contains(held) else {
                    continue
                }
                let names = (members[held] ?? []).map { Self.first($0.name) }
                holders[Self.last(member.name), default: []].formUnion(names)
            }
        }
    }

    /// Structs of the shared header that the scheduler's own structs are made of,
    /// and those that a task holds and that are named for it.
    static func followed(_ structs: [SourceFacts.Struct]) -> Set<String> {
        let shared = structs.filter { $0.file == sharedHeader }
        let names = Set(shared.map(\.name))
        let held = Set(shared.flatMap(\.members).compactMap(\.aggregate))
        var found = held.intersection(names).filter { bare($0).hasPrefix("sched_") }
        var queue = structs.filter { $0.file != sharedHeader || found.contains($0.name) }
        while let item = queue.popLast() {
            for held in item.members.compactMap(\.aggregate)
            where names.contains(held) && found.insert(held).inserted {
                queue += shared.filter { $0.name == held }
            }
        }
        return Set(found.map(bare))
    }

    /// For `grep -E`; nil when nothing is followed.
    var pattern: String? {
        var parts: [String] = []
        if !structs.isEmpty { parts.append("\\bstruct (\(structs.joined(separator: "|")))\\b") }
        for (holder, members) in holders.sorted(by: { $0.key < $1.key }) where !members.isEmpty {
            let list = members.sorted().joined(separator: "|")
            parts.append("(->|\\.)\(holder)[ \t]*\\.[ \t]*(\(list))\\b")
        }
        return parts.isEmpty ? nil : parts.joined(separator: "|")
    }

    /// Assignments of a whole struct to a holder, and designators: a list, or what
    /// is read out of another object. A variable of such a type needs its name. They
    /// mean something else in files that know no tasks.
    var wholePattern: String? {
        holders.isEmpty
            ? nil
            : "(->|\\.)(\(holders.keys.sorted().joined(separator: "|")))[ \t]*=[ \t]*([{(*]|[A-Za-z_][A-Za-z_0-9]*(->|\\.|\\[))"
    }

    /// The pattern as grep reads it: Unicode sees no end of a word in `load.weight`.
    static func regex(_ pattern: String) throws -> Regex<AnyRegexOutput> {
        try Regex(pattern).wordBoundaryKind(.simple)
    }

    /// Macros of a header whose text the pattern matches: to use one is to touch.
    static func macros(in text: String, matching pattern: Regex<AnyRegexOutput>) -> [String] {
        var found: [String] = []
        var name: Substring?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if name == nil, let match = line.firstMatch(of: #/^\s*#\s*define\s+(\w+)/#) {
                name = match.1
            }
            if let name, line.firstMatch(of: pattern) != nil, found.last != String(name) {
                found.append(String(name))
            }
            if !line.hasSuffix("\\") { name = nil }
        }
        return found
    }

    private static func bare(_ name: String) -> String {
        String(name.split(separator: " ").last ?? "")
    }
    private static func first(_ path: String) -> String {
        String(path.split(separator: ".").first ?? "")
    }
    private static func last(_ path: String) -> String {
        String(path.split(separator: ".").last ?? "")
    }
}
