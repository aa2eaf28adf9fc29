// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import ClangReader
@testable import SourceFacts
@testable import Support

/// Headers that are parsed once for several units.
@Suite struct Preludes {
    private static let header = """
        struct entity { int on_rq; struct entity *parent; };
        static inline int queued(struct entity *p) { return p->on_rq; }
        static inline int unknown(struct entity *p);

        """
    private static let units = [
        "int f(struct entity *p) { return queued(p); }\n",
        "void g(struct entity *p) { p->parent = 0; }\n",
        "static inline int unknown(struct entity *p) { return p->parent->on_rq; }\n",
    ]

    private func facts(prelude: [String]) async throws -> SourceFacts {
        let directory = try Files.makeTemporaryDirectory("preludes")
        defer { try? Files.remove(directory) }
        let guarded = "#ifndef WANTED\n#define WANTED\n\(Self.header)#endif\n"
        try Files.write(Array(guarded.utf8), to: directory.appending("wanted.h"))
        try Files.write(Array("#error wrong\n".utf8), to: directory.appending("wrong.h"))
        let paths = try Self.units.enumerated().map { number, text in
            let path = directory.appending("unit\(number).c")
            try Files.write(Array(("#include <wanted.h>\n" + text).utf8), to: path)
            return path.string
        }
        var facts = try await SourceReader.read(
            SourceFactsRequest(
                units: paths.map {
                    .init(path: $0, flags: ["--target=x86_64-linux-gnu", "-I\(directory)"])
                }, structFiles: [directory.appending("wanted.h").string], prelude: prelude,
                preludeDirectory: prelude.isEmpty ? nil : directory.string))
        for index in facts.functions.indices {
            facts.functions[index].file =
                FilePath(facts.functions[index].file).lastComponent?.string ?? ""
        }
        return facts
    }

    private func summary(_ facts: SourceFacts) -> Set<String> {
        Set(
            facts.functions.map { function in
                let uses = function.uses.map { use in
                    let item = facts.structs[use.structure]
                    return "\(use.member.map { item.members[$0].name } ?? "*") \(use.access)"
                }
                let references = function.references.map { facts.functions[$0].name }
                return "\(function.file):\(function.line) \(function.name) \(uses) \(references)"
            })
    }

    @Test func `units say the same with a prelude and without`() async throws {
        let whole = summary(try await facts(prelude: []))
        #expect(whole.count == 4)
        #expect(summary(try await facts(prelude: ["wanted.h"])) == whole)
    }

    @Test func `a prelude knows what the functions in its headers do`() throws {
        let directory = try Files.makeTemporaryDirectory("preludes")
        defer { try? Files.remove(directory) }
        let header = directory.appending("wanted.h")
        try Files.write(Array(Self.header.utf8), to: header)
        let inputs = Prelude.Inputs(
            headers: ["wanted.h"], flags: ["--target=x86_64-linux-gnu", "-I\(directory)"],
            structFiles: [header.string])
        let made = try #require(try Prelude.make(inputs, in: directory))
        #expect(made.facts.functions.map(\.name) == ["queued"])
    }

    @Test func `a directory keeps a prelude for requests of the same kind`() throws {
        let directory = try Files.makeTemporaryDirectory("preludes")
        defer { try? Files.remove(directory) }
        let header = directory.appending("wanted.h")
        try Files.write(Array(Self.header.utf8), to: header)
        var inputs = Prelude.Inputs(
            headers: ["wanted.h"], flags: ["--target=x86_64-linux-gnu", "-I\(directory)"],
            structFiles: [header.string])
        let made = try #require(try Prelude.make(inputs, in: directory))
        let file = FilePath(made.file)
        let written = Files.modificationTime(file)
        let kept = try #require(try Prelude.make(inputs, in: directory))
        #expect(kept.facts == made.facts)
        #expect(Files.modificationTime(file) == written)

        inputs.flags.append("-DOTHER")
        #expect(try Prelude.make(inputs, in: directory)?.inputs == inputs)
        #expect(Files.modificationTime(file) != written)
    }

    @Test func `headers that cannot stand alone are no prelude`() async throws {
        let whole = summary(try await facts(prelude: []))
        #expect(summary(try await facts(prelude: ["wrong.h"])) == whole)
    }

    @Test func `a few units are read as fast one by one`() {
        func unit(_ flag: String) -> SourceFactsRequest.Unit { .init(path: "a.c", flags: [flag]) }
        #expect(Prelude.commonFlags([unit("-a"), unit("-a")]) == nil)
        #expect(
            Prelude.commonFlags([unit("-a"), unit("-b"), unit("-a"), unit("-a")]) == ["-a"])
    }
}
