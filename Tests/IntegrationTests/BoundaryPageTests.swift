// SPDX-License-Identifier: Apache-2.0
import Operations
import SchedModel
import SystemIO
import SystemPackage
import Testing

/// `sched boundary --html` in a browser: headless Chromium opens the page of a
/// real kernel and prints the DOM that its scripts made.
@Suite(.serialized, .enabled(if: Lab.isOpen, "make test sets SCHED_TEST_INTEGRATION"))
struct BoundaryPageInBrowserTests {
    struct Opened {
        var document: String
        /// What the scripts wrote to the console, errors among it.
        var console: [Substring]

        func count(_ start: String) -> Int { document.ranges(of: start).count }
    }

    static let report = Task {
        try await BoundaryReport(context: Lab.context(), options: LockOptions())
            .run(Lab.manifest("cpuacct-metrics"))[0]
    }

    /// - Parameter place: the fragment of the address.
    private func open(_ page: String, at place: String = "") async throws -> Opened {
        let folder = try Files.makeTemporaryDirectory("boundary-page")
        defer { try? Files.remove(folder) }
        let file = folder.appending("page.html")
        try Files.replace(file, with: Array(page.utf8))
        let result = try await Command(
            "chromium",
            [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
                "--user-data-dir=\(folder.appending("profile"))", "--enable-logging=stderr",
                "--v=0", "--window-size=1600,1000", "--virtual-time-budget=4000", "--dump-dom",
                "file://\(file)\(place.isEmpty ? "" : "#" + place)",
            ]
        ).runChecked(timeout: 120)
        return Opened(
            document: result.text,
            console: result.errorText.split(separator: "\n").filter { $0.contains(":CONSOLE") })
    }

    @Test(.timeLimit(.minutes(3))) func `rooms and doors are those of the document`() async throws {
        let report = try await Self.report.value
        let boundary = report.boundary
        let page = try await open(report.page)
        #expect(page.console == [])
        let redirected = Set(boundary.redirects)
        let doors = boundary.functions.filter {
            $0.siteOffset != nil && redirected.contains($0.symbol ?? "")
        }
        #expect(doors.count > 150)
        #expect(page.count("class=\"door\" data-symbol=") == doors.count)
        let sidecars = Set(boundary.functions.filter { $0.class == .sidecar }.map(\.file))
        for file in sidecars.union(boundary.files) {
            #expect(page.count("class=\"room\" data-file=\"\(file)\"") == 1, "\(file)")
        }
        // And one for the headers' functions.
        #expect(page.count("class=\"room\"") == boundary.files.count + sidecars.count + 1)
        #expect(page.document.contains("Linux \(boundary.kernel.release)"))
    }

    @Test(
        .timeLimit(.minutes(3)),
        arguments: [
            ("wake_up_pro", "wake_up_process"), ("cpusub", nil),
            ("sched_feat_k", "sched_feat_keys"),
        ])
    func `search finds`(text: String, name: String?) async throws {
        let page = try await open(try await Self.report.value.page, at: "search=\(text)")
        #expect(page.console == [])
        let expected = name.map { "data-name=\"\($0)\"" } ?? "nothing of that name"
        #expect(page.document.contains(expected))
    }

    @Test(
        .timeLimit(.minutes(3)),
        arguments: [
            ("wake_up_process", "kernel/cpu.c", "interface"),
            ("__schedule", "the recipe keeps it", "kept"),
            ("cpuusage_write", "kernel/sched/cpuacct.c", "sidecar"),
        ])
    func `a link to a function opens its evidence`(
        name: String, evidence: String, class kind: String
    ) async throws {
        let page = try await open(try await Self.report.value.page, at: name)
        #expect(page.console == [])
        let start = try #require(page.document.firstRange(of: "<aside"))
        let panel = page.document[start.lowerBound...].split(separator: "</aside>")[0]
        #expect(panel.contains("data-function=\"\(name)\""))
        #expect(panel.contains(evidence))
        #expect(panel.contains("<b>\(kind)</b>"))
    }

    @Test(.timeLimit(.minutes(5))) func `structs are those of the document`() async throws {
        let report = try await BoundaryReport(
            context: Lab.context(), options: LockOptions(), readsMembers: true
        ).run(Lab.manifest("latency-tuned"))[0]
        let structs = try #require(report.boundary.structs)
        #expect(structs.count > 40)
        let table = try await open(report.page, at: "view=structs")
        #expect(table.console == [])
        #expect(table.count("data-struct=\"") == structs.count)
        let rq = try #require(structs.first { $0.name == "struct rq" })
        let page = try await open(report.page, at: "rq")
        #expect(page.console == [])
        #expect(page.count("<details class=\"group\"") == rq.members.count)
    }

    /// The check itself: an error on the page is seen.
    @Test(.timeLimit(.minutes(3))) func `an error is seen`() async throws {
        let page = try await Self.report.value.page.replacing(
            "document.title =", with: "nothing.here = document.title =")
        #expect(try await open(page).console.contains { $0.contains("nothing is not defined") })
    }
}
