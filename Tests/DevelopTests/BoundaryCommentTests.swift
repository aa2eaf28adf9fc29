// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Boundary
@testable import Develop
@testable import Kernel
@testable import Manifest
@testable import Support

private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

private func function(
    _ name: String, _ line: Int, _ kind: Boundary.FunctionClass, _ reasons: [Boundary.Reason] = []
) -> Boundary.Function {
    Boundary.Function(
        name: name, symbol: name, file: "kernel/sched/core.c", line: line,
        unit: "kernel/sched/core.c", class: kind, reasons: reasons, address: 0, size: 0,
        sympos: 0, siteOffset: nil)
}

private func called(_ source: String) -> Boundary.Reason {
    .referrer(.init(kind: .call, source: source, file: "y.c"))
}

private func boundary(_ functions: [Boundary.Function]) -> Boundary {
    Boundary(
        kernel: .init(release: KernelRelease("6.1.0"), buildID: BuildID(hex: "00")),
        files: ["kernel/sched/core.c"], functions: functions, redirects: [], kept: [],
        variables: [],
        schedulePoints: .init(
            entry: 0, contextSwitch: 0, exit: 0, usesFramePointer: false, frameSize: 0))
}

@Suite struct MarksTests {
    @Test func `a comment stands above the whole declaration`() {
        let source = "int x;\n\nstatic __always_inline void\nfoo(int a)\n{\n}\n"
        let commented = BoundaryComments.annotated(
            bytes(source), with: [.init(line: 4, text: "kept")])
        #expect(
            text(commented)
                == "int x;\n\n/* sched: kept */\nstatic __always_inline void\nfoo(int a)\n{\n}\n")
    }

    @Test(arguments: [
        "", "\n", "a", "a\n", "a\n\n", "/* a */\nint f(void)\n{\n}\n", "int f(void)\r\n{\r\n}\r\n",
        "\u{FFFD}\n",
    ])
    func `strip undoes comment`(source: String) {
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false).count
        let comments = (1...max(1, lines)).map {
            BoundaryComments.Comment(line: $0, text: "line \($0)")
        }
        #expect(
            BoundaryComments.strip(BoundaryComments.annotated(bytes(source), with: comments))
                == bytes(source))
    }

    @Test func `bytes that are not UTF-8 survive`() {
        let source: [UInt8] = [0xE9, 10, 0xFF, 0xFE, 10]
        let commented = BoundaryComments.annotated(source, with: [.init(line: 2, text: "x")])
        #expect(commented != source)
        #expect(BoundaryComments.strip(commented) == source)
    }

    @Test func `no comment goes into a macro's body`() {
        let source = "#define F \\\nint f(void) \\\n{ return 0; }\n"
        for line in [2, 3] {
            #expect(
                BoundaryComments.annotated(bytes(source), with: [.init(line: line, text: "x")])
                    == bytes(source))
        }
    }

    @Test func `a text with comments is not commented again`() {
        let source = bytes("/* sched: mine */\nint f(void);\n")
        #expect(BoundaryComments.annotated(source, with: [.init(line: 2, text: "x")]) == source)
    }

    @Test func `the end of a comment in evidence does not end the comment`() {
        let commented = BoundaryComments.annotated(
            bytes("f\n"), with: [.init(line: 1, text: "a */ b\nc")])
        #expect(text(commented) == "/* sched: a * / b c */\nf\n")
        #expect(BoundaryComments.strip(commented) == bytes("f\n"))
    }

    @Test func `only whole lines are comments`() {
        let source = bytes(" /* sched: a */\n/* sched: b */ int x;\n/* sched: c\n */\n")
        #expect(BoundaryComments.strip(source) == source)
    }

    @Test func `lines are found again`() {
        let commented = bytes("/* sched: a */\none\ntwo\n/* sched: b */\nthree\n")
        #expect(BoundaryComments.lines(in: commented) == [1, 4])
    }

    @Test func `the strictest function of a line speaks`() {
        let found = BoundaryComments.comments(
            of: "kernel/sched/core.c",
            in: boundary([
                function("a", 3, .interface, [called("x"), called("z")]),
                function("b", 3, .kept, [.keptByRecipe]),
                function("c", 5, .insider), function("__schedule", 9, .contextSwitch),
                function("d", 12, .outsider),
                function("e", 14, .interface, [called("x"), .referrer(.modules)]),
            ]), isInside: true)
        #expect(
            found == [
                .init(
                    line: 3, text: "kept in vmlinux, do not edit (the recipe keeps it in vmlinux)"),
                .init(line: 9, text: "runs in the frame of vmlinux's, signature fixed"),
                .init(
                    line: 14,
                    text: "interface, signature fixed (exported to modules, and 1 more)"),
            ])
    }

    @Test func `in a sidecar's file all else is outside`() {
        let found = BoundaryComments.comments(
            of: "kernel/sched/core.c",
            in: boundary([function("a", 1, .outsider), function("b", 2, .sidecar)]),
            isInside: false)
        #expect(
            found.map(\.text) == ["outside the boundary, do not edit", "sidecar, signature fixed"])
    }

    @Test func `comments follow their functions through edits`() {
        let pristine = bytes("a\nb\nc\nd\ne\n")
        let edited = bytes("new\na\nc\nnew\nD\ne\n")
        let comments = (1...5).map { BoundaryComments.Comment(line: $0, text: "\($0)") }
        let carried = BoundaryComments.moved(comments, from: pristine, to: edited)
        #expect(
            carried == [
                .init(line: 2, text: "1"), .init(line: 3, text: "3"), .init(line: 6, text: "5"),
            ])
    }
}

/// The kernel in the cache, where there is one.
enum PreparedKernel {
    static var sources: [FilePath] {
        let kernels = Surroundings.cache.appending("kernels")
        guard let names = try? Files.list(kernels) else { return [] }
        for name in names {
            let directory = kernels.appending(name).appending("source").appending("kernel")
                .appending("sched")
            if let files = try? Files.list(directory) {
                return files.filter(DevelopLayout.isSource).map { directory.appending($0) }
            }
        }
        return []
    }
}

@Suite(.enabled(if: !PreparedKernel.sources.isEmpty, "no kernel in the cache"))
struct KernelMarksTests {
    @Test(arguments: PreparedKernel.sources)
    func `every line of the kernel's scheduler can be commented`(file: FilePath) throws {
        let source = try Files.read(file)
        let count = BoundaryComments.lines(source).count
        let comments = (1...count).map { BoundaryComments.Comment(line: $0, text: "line \($0)") }
        let commented = BoundaryComments.annotated(source, with: comments)
        #expect(commented != source)
        #expect(BoundaryComments.strip(commented) == source)
    }
}
