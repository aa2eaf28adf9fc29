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
        try await BoundaryReport(context: Lab.context(), mode: .update, drawsPage: true)
            .run(Lab.manifest("cpuacct-metrics"))[0]
    }

    static let changing = Task {
        try await BoundaryReport(
            context: Lab.context(), mode: .update, readsMembers: true, drawsPage: true
        ).run(Lab.manifest("latency-tuned"))[0]
    }

    static func page(_ task: Task<BoundaryReport.Document, any Error>) async throws -> String {
        try #require(try await task.value.page)
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
                "--v=0", "--window-size=1600,1000",
                "--allow-file-access-from-files", "--hide-scrollbars", "--virtual-time-budget=4000",
                "--dump-dom",
                "file://\(file)\(place.isEmpty ? "" : "#" + place)",
            ]
        ).runChecked(timeout: 120)
        return Opened(
            document: result.text,
            console: result.errorText.split(separator: "\n").filter { $0.contains(":CONSOLE") })
    }

    @Test(.timeLimit(.minutes(3))) func `rooms and doors are those of the document`() async throws {
        let boundary = try await Self.report.value.boundary
        let page = try await open(try await Self.page(Self.report), at: "view=plan")
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
        let page = try await open(try await Self.page(Self.report), at: "search=\(text)")
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
        let page = try await open(try await Self.page(Self.report), at: name)
        #expect(page.console == [])
        let start = try #require(page.document.firstRange(of: "<aside"))
        let panel = page.document[start.lowerBound...].split(separator: "</aside>")[0]
        #expect(panel.contains("data-function=\"\(name)\""))
        #expect(panel.contains(evidence))
        #expect(panel.contains("<b>\(kind)</b>"))
    }

    @Test(.timeLimit(.minutes(5))) func `structs are those of the document`() async throws {
        let structs = try #require(try await Self.changing.value.boundary.structs)
        let html = try await Self.page(Self.changing)
        #expect(structs.count > 40)
        let table = try await open(html, at: "view=structs")
        #expect(table.console == [])
        #expect(table.count("data-struct=\"") == structs.count)
        let rq = try #require(structs.first { $0.name == "struct rq" })
        let page = try await open(html, at: "rq")
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
          send(document, "keydown", { key: "2" });
          note("plan", !byId("view-plan").hidden);
          send(document.querySelector(".door[data-symbol=scheduler_tick]"), "click");
          note("door", panel().dataset.function, location.hash);
          send(document.querySelector('.caller[data-caller="arch/x86"]'), "click");
          note("caller", panel().querySelector("h2").textContent, document.querySelectorAll(".thread.on").length > 5);
          send(document.querySelector('.room[data-file="kernel/sched/fair.c"]'), "click");
          note("room", panel().querySelector("h2").textContent);
          send(document, "keydown", { key: "3" });
          note("table", !byId("view-functions").hidden, document.querySelectorAll("#view-functions tbody tr").length > 300);
          send(document, "keydown", { key: "1" });
          note("changes", !byId("view-changes").hidden);
          send(document, "keydown", { key: "2" });
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
        let page = try await Self.page(Self.report).replacing("</body>", with: Self.person)
        let opened = try await open(page)
        #expect(opened.console == [])
        #expect(
            opened.document.contains(
                "data-notes=\"plan true; door scheduler_tick #scheduler_tick; caller arch/x86 true; "
                    + "room kernel/sched/fair.c; table true true; changes true; found scheduler_tick; closer true; "
                    + "whole 1; nothing \""))
    }

    // MARK: What the variant changes

    @Test(.timeLimit(.minutes(5))) func `changes are those that diff prints`() async throws {
        let (found, _) = try await ChangesReport(context: Lab.context(), mode: .update)
            .run(Lab.manifest("latency-tuned"))
        let changes = try #require(found.first)
        let page = try await open(try await Self.page(Self.changing))
        #expect(page.console == [])
        let edited = changes.functions.filter { $0.kind != .recompiled }
        #expect(edited.map(\.name).contains("__schedule"))
        #expect(edited.contains { $0.kind == .added })
        for function in edited {
            #expect(page.count("data-change=\"\(function.name)\"") == 1, "\(function.name)")
        }
        let lines = edited.flatMap(\.diff) + changes.otherEdits.flatMap(\.diff)
        #expect(page.count("<span class=\"plus\">") == lines.count { $0.hasPrefix("+") })
        #expect(page.count("<span class=\"minus\">") == lines.count { $0.hasPrefix("-") })
        let count = try #require(changes.totals.instructions)
        #expect(count.after > count.before && count.before > 500)
        #expect(page.count("class=\"figure\"") == 5)
        #expect(page.document.contains("<b>\(changes.totals.functionsChanged)</b>"))
        #expect(page.document.contains("instructions (+\(count.after - count.before))"))
    }

    /// In a frame of a phone's width: Chromium makes no window that is so narrow. What is in
    /// a part that scrolls by itself may be wider.
    private static let ruler = """
        <body><iframe style="border: 0; width: WIDTHpx; height: 844px" src="PLACE"></iframe><script>
        const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
        const rgba = colour => { paint.clearRect(0, 0, 1, 1); paint.fillStyle = colour; paint.fillRect(0, 0, 1, 1);
          const [r, g, b, a] = paint.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255]; };
        const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3]));
        const light = c => { const [r, g, b] = c.map(x => x / 255).map(x => x <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4);
          return .2126 * r + .7152 * g + .0722 * b; };
        const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + .05) / (y + .05); };
        function ground(node) {
          if (!node) return [255, 255, 255];
          const own = rgba(getComputedStyle(node).backgroundColor);
          return own[3] === 1 ? own.slice(0, 3) : over(own, ground(node.parentElement));
        }
        function faded(node) { let o = 1; for (; node; node = node.parentElement) o *= getComputedStyle(node).opacity; return o; }
        setTimeout(() => {
          const page = document.querySelector("iframe").contentDocument, wide = new Set(), faint = new Set();
          const width = page.defaultView.innerWidth;
          const scrolls = node => { for (node = node.parentElement; node; node = node.parentElement)
            if (node !== page.body && node !== page.documentElement && getComputedStyle(node).overflowX !== "visible") return true; };
          const label = node => node.tagName + "." + (node.getAttribute("class") || node.id);
          let texts = 0;
          for (const dark of [false, true]) {
            page.documentElement.classList.toggle("dark", dark);
            for (const node of page.body.querySelectorAll("*")) {
              const box = node.getBoundingClientRect();
              if (!box.width || getComputedStyle(node).visibility === "hidden") continue;
              const isSizedWrong = box.right > width + .5 || box.left < -.5;
              // The plan's house must fit, though the canvas can be dragged.
              if (isSizedWrong && (node.matches(".floor, .wall") || !scrolls(node) || node.clientWidth > width && !node.closest(".diff, svg"))) wide.add(label(node));
              if (node.closest("svg, script") || ![...node.childNodes].some(c => c.nodeType === 3 && c.data.trim())) continue;
              const below = ground(node), text = rgba(getComputedStyle(node).color);
              const shown = over([text[0], text[1], text[2], text[3] * faded(node)], below);
              texts++;
              if (ratio(shown, below) < 4.5) faint.add(label(node) + " " + ratio(shown, below).toFixed(2));
            }
          }
          const report = { width, scroll: page.documentElement.scrollWidth, wide: [...wide], faint: [...faint], texts: texts > 100 };
          document.body.setAttribute("data-report", JSON.stringify(report).replaceAll('"', "'"));
        }, 1500);
        </script></body>
        """

    private func measure(_ page: String, at place: String, width: Int) async throws -> Opened {
        let directory = try Files.makeTemporaryDirectory("boundary-page")
        defer { try? Files.remove(directory) }
        let file = directory.appending("measured.html")
        try Files.replace(file, with: Array(page.utf8))
        return try await open(
            Self.ruler.replacing("WIDTH", with: "\(width)")
                .replacing("PLACE", with: "file://\(file)#\(place)"))
    }

    private static let places = [
        "", "view=plan", "view=functions", "view=variables", "view=structs", "rq",
        "wake_up_process",
        "search=idle",
    ]

    @Test(.timeLimit(.minutes(5)), arguments: [390, 1400], places)
    func `nothing is wider than the page, and every text can be read`(
        width: Int, place: String
    ) async throws {
        let found = try await measure(
            try await Self.page(Self.changing), at: place, width: width)
        let report = found.document.firstMatch(of: #/data-report="([^"]*)"/#)?.output.1
        #expect(
            report == "{'width':\(width),'scroll':\(width),'wide':[],'faint':[],'texts':true}")
    }

    /// The check itself: an error on the page is seen.
    @Test(.timeLimit(.minutes(3))) func `an error is seen`() async throws {
        let page = try await Self.page(Self.report).replacing(
            "document.title =", with: "nothing.here = document.title =")
        #expect(try await open(page).console.contains { $0.contains("nothing is not defined") })
    }
}
