// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Support

@Suite struct Interruptions {
    /// A guest runs; then the signal comes. The emulator is known by a word of the
    /// guest's command line that nothing else has.
    private static let script = """
        word=sched.test.interruption.$$
        emulators() { pgrep -fc "qemu-system.*$word" || true; }
        "$1" try latency-tuned -q --repo "$2" --run 'sleep 200' --append "$word" &
        pid=$!
        while [ "$(emulators)" = 0 ]; do kill -0 $pid || exit 9; sleep 0.1; done
        kill -TERM $pid
        wait $pid
        echo "status $?, emulators $(emulators)"
        """

    @Test(.enabled(if: Lab.isOpen), .timeLimit(.minutes(5)))
    func `a signal ends the command and the emulator that it started`() async throws {
        _ = try await Lab.variants.value
        let result = try await Command(
            "/bin/sh",
            ["-c", Self.script, "sh", try Lab.program().string, Lab.repository.string]
        ).run(timeout: 120)
        #expect(result.text == "status 130, emulators 0\n", "\(result.errorText)")
        #expect(result.errorText.contains("interrupted (SIGTERM)"))
    }
}
