// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Packaging
import Support

/// Shows stages on standard error: on a terminal a stage's line is there while
/// it runs, elsewhere one line is written when it ends.
enum ProgressPrinter {
    static func progress(quiet: Bool) -> Progress {
        guard !quiet else { return .silent }
        let isTerminal = Terminal.isInteractive
        return Progress { event in
            switch event {
            case .began(let stage):
                if isTerminal { Terminal.write("  \(padded(stage))  …\r") }
            case .ended(let stage, let seconds, let detail):
                Terminal.write("  \(padded(stage))  \(time(seconds))  \(detail)\n")
            case .note(let text):
                Terminal.write("  note: \(text)\n")
            }
        }
    }

    private static func padded(_ stage: String) -> String {
        let width = 26
        return stage.count >= width
            ? stage : stage + String(repeating: " ", count: width - stage.count)
    }

    /// Seconds with two decimals, right-aligned to seven characters.
    static func time(_ seconds: Double) -> String {
        let hundredths = Int((seconds * 100).rounded())
        let fraction = hundredths % 100
        let text = "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction) s"
        return String(repeating: " ", count: max(0, 9 - text.count)) + text
    }
}
