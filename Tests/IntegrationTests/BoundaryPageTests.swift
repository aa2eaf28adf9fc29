// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Boundary
@testable import Commands
@testable import Kernel
@testable import Manifest
@testable import Packaging
@testable import Support

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
        try await BoundaryReport(context: Lab.context(), mode: .update)
            .run(Lab.manifest("cpuacct-metrics"))[0]
    }

    /// - Parameter place: the fragment of the address.
    private func open(_ page: String, at place: String = "") async throws -> Opened {
        let directory = try Files.makeTemporaryDirectory("boundary-page")
        defer { try? Files.remove(directory) }
        let file = directory.appending("page.html")
        try Files.replace(file, with: Array(page.utf8))
        let result = try await Command(
            "chromium",
            [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
                "--user-data-dir=\(directory.appending("profile"))", "--enable-logging=stderr",
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
            ("__schedule", "tasks sleep in it", "context-switch"),
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
            context: Lab.context(), mode: .update, readsMembers: true
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

    /// Types and clicks as a person would, and notes what the page then shows.
    private static let person = """
        <script>
        const send = (node, type, more) => node.dispatchEvent(new (type === "keydown" ? KeyboardEvent
          : type === "wheel" ? WheelEvent : MouseEvent)(type, Object.assign({ bubbles: true, cancelable: true }, more)));
        const notes = [], note = (...x) => notes.push(x.join(" ")), panel = () => document.querySelector("#panel");
        setTimeout(() => {
          send(document.querySelector(".door[data-symbol=scheduler_tick]"), "click");
          note("door", panel().dataset.function, location.hash);
          send(document.querySelector('.caller[data-caller="arch/x86"]'), "click");
          note("caller", panel().querySelector("h2").textContent, document.querySelectorAll(".thread.on").length > 5);
          send(document.querySelector('.room[data-file="kernel/sched/fair.c"]'), "click");
          note("room", panel().querySelector("h2").textContent);
          send(document, "keydown", { key: "2" });
          note("table", !byId("view-functions").hidden, document.querySelectorAll("#view-functions tbody tr").length > 300);
          send(document, "keydown", { key: "1" });
          search.value = "sched_tick"; send(search, "input"); search.value = "scheduler_tic"; send(search, "input");
          send(search, "keydown", { key: "Enter" });
          note("found", panel().dataset.function);
          send(canvas, "wheel", { deltaY: -400, clientX: 400, clientY: 400 });
          note("closer", view.k > 1.5);
          send(document, "keydown", { key: "0" });
          note("whole", view.k);
          send(document, "keydown", { key: "Escape" });
          note("nothing", panel().dataset.function);
          document.body.setAttribute("data-notes", notes.join("; "));
        }, 300);
        </script></body>
        """

    @Test(.timeLimit(.minutes(3))) func `it answers clicks, keys and the wheel`() async throws {
        let page = try await Self.report.value.page.replacing("</body>", with: Self.person)
        let opened = try await open(page)
        #expect(opened.console == [])
        #expect(
            opened.document.contains(
                "data-notes=\"door scheduler_tick #scheduler_tick; caller arch/x86 true; "
                    + "room kernel/sched/fair.c; table true true; found scheduler_tick; closer true; "
                    + "whole 1; nothing \""))
    }

    /// The check itself: an error on the page is seen.
    @Test(.timeLimit(.minutes(3))) func `an error is seen`() async throws {
        let page = try await Self.report.value.page.replacing(
            "document.title =", with: "nothing.here = document.title =")
        #expect(try await open(page).console.contains { $0.contains("nothing is not defined") })
    }
}
