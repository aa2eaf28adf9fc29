// SPDX-License-Identifier: Apache-2.0
import BoundarySupport
import SystemPackage
import TestSupport
import Testing
@testable import Boundary
@testable import Kernel
@testable import Manifest
@testable import SourceFacts
@testable import Support

@Suite struct BoundaryPageTests {
    static let boundary = Boundary(
        kernel: .init(release: KernelRelease("6.1.0-1-test"), buildID: BuildID(hex: "00ff")),
        files: ["kernel/sched/core.c"],
        functions: [
            .init(
                name: "wake_up_new_task", symbol: "wake_up_new_task", file: "kernel/sched/core.c",
                line: 12, unit: "kernel/sched/core.c", class: .interface,
                reasons: [
                    .referrer(.init(kind: .call, source: "</script>", file: "kernel/fork.c"))
                ], address: 0x1000, size: 64,
                sympos: 0, siteOffset: 5)
        ],
        redirects: ["wake_up_new_task"], kept: [], variables: [],
        schedulePoints: .init(
            entry: 1, contextSwitch: 2, exit: 3, usesFramePointer: true, frameSize: 88))

    private func page() throws -> String {
        var subject = BoundaryPage.Subject(
            variant: "test", version: "1", summary: "A </script> in a summary")
        subject.changes = .sample()
        return try BoundaryPage(Self.boundary, .empty, of: subject).html()
    }

    /// Opened from a disk without a network it must still work.
    @Test func `nothing is fetched`() throws {
        let page = try page()
        for forbidden in ["src=\"http", "href=\"http", "@import", "url(http", "fetch("] {
            #expect(!page.contains(forbidden), "\(forbidden)")
        }
    }

    /// Text from the kernel must not end the script that holds it.
    @Test func `data cannot break out of its element`() throws {
        let page = try page()
        #expect(page.contains("wake_up_new_task"))
        #expect(!page.contains("called from </script>"))
        #expect(!page.contains("A </script>"))
        #expect(page.contains("scheduler_tick") && !page.contains("return </script>"))
    }

    /// Each class has a shape of its own, so that nobody needs to see its colour.
    @Test func `every class has a shape, and no two have the same`() throws {
        let script = String(
            decoding: try #require(BoundaryPage.parts["elements.js"]), as: UTF8.self)
        let shapes = script.matches(of: #/"([a-z-]+)": "(M[^"]+)"/#).map {
            (String($0.output.1), String($0.output.2))
        }
        let names = Set(shapes.map(\.0))
        #expect(
            names.isSuperset(of: Boundary.FunctionClass.allCases.map(\.rawValue) + ["new"]))
        #expect(Set(shapes.map(\.1)).count == shapes.count)
    }

    @Test func `the template has one place for the data and uses every part`() {
        let template = BoundaryPage.template
        #expect(template.ranges(of: BoundaryPage.dataPlace).count == 1)
        #expect(!template.contains("/*PART"))
        for (name, bytes) in BoundaryPage.parts {
            #expect(template.contains(String(decoding: bytes, as: UTF8.self)), "\(name)")
        }
    }

    @Test func `text names what is redirected`() {
        let text = BoundaryText(Self.boundary).text
        #expect(text.contains("wake_up_new_task"))
        #expect(text.contains("1 redirected"))
    }
}
