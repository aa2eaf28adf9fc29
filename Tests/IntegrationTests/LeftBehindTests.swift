// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Commands
@testable import Support

extension IntegrationTests {
    /// What the variant's code gave to the kernel is read when the module is gone.
    @Suite struct LeftBehind {
        @Test(.timeLimit(.minutes(10)))
        func `messages come as from any module, and nothing is left behind`() async throws {
            try await Lab.publish(
                Lab.fixtures.appending("messages").appending("manifest.yaml"))
            let session = try await Lab.guest(
                "messages",
                script: """
                    trace=/sys/kernel/debug/tracing
                    [ -d $trace/events ] || trace=/sys/kernel/tracing
                    control=/sys/kernel/debug/dynamic_debug/control
                    # An idle CPU has no ticks.
                    busy() { for i in 1 2; do timeout 3 sh -c 'while :; do :; done' & done; wait; }
                    busy
                    grep -q "note_tick.*noted tick [0-9]* on [01]" $trace/trace && echo "traced"
                    grep -q "scheduler_messages.note_tick =_ " $control && echo "listed"
                    echo "func note_tick +p" > $control
                    busy
                    dmesg | grep -q "noted tick on" && echo "printed"
                    sched remove messages
                    [ ! -e /sys/module/scheduler_messages ] && echo "gone"
                    # Memory of the module that is freed is given to others.
                    for i in 1 2 3; do cat $trace/trace > /dev/null; done
                    grep -q "noted tick [0-9]* on [01]" $trace/trace && echo "read afterwards"
                    cat $trace/printk_formats | grep -c "noted tick"
                    grep -q note_tick $control || echo "not listed"
                    """, installs: true)
            try session.requireSuccess()
            let answers = [
                "traced", "listed", "printed", "gone", "read afterwards", "1", "not listed",
            ]
            let lines = session.text.split(separator: "\n").map(String.init)
            #expect(lines.filter(answers.contains) == answers, "\(session.text)")
        }

        /// The kernel keeps the names of scheduling domains as pointers, and makes the
        /// domains anew when the first CPU of a node comes or the last one goes.
        @Test(.timeLimit(.minutes(10)))
        func `names of domains that the variant made can be read after it`() async throws {
            let text = try await Self.rebuildDomains("latency-tuned", cpus: 2)
            #expect(text.contains("2 NUMA"), "\(text)")
            #expect(text.contains("gone\nthe same"), "\(text)")
        }

        /// The same with a literal and a table that vmlinux does not have: their memory
        /// stays, and is used again when the variant comes again.
        @Test(.timeLimit(.minutes(10)))
        func `so can names that only the variant has`() async throws {
            try await Lab.publish(
                Lab.fixtures.appending("named-domains").appending("manifest.yaml"))
            let text = try await Self.rebuildDomains("named-domains", cpus: 4)
            #expect(text.contains("4 ACROSS"), "\(text)")
            #expect(text.contains("4 INSIDE-ONE-NODE"), "\(text)")
            #expect(text.contains("gone\nthe same\n1 copies\ngone\nthe same\n1 copies"), "\(text)")
        }

        /// Has the variant make the domains, twice, and reads their names after it.
        private static func rebuildDomains(_ variant: String, cpus: Int) async throws -> String {
            let session = try await Lab.guest(
                variant,
                script: """
                    domains=/sys/kernel/debug/sched/domains
                    cpu=/sys/devices/system/cpu/cpu1/online
                    echo Y > /sys/kernel/debug/sched/verbose
                    names() { cat $domains/cpu*/domain*/name | sort | uniq -c; }
                    for time in 1 2; do
                        sched install -q \(variant) --repo /srv/repo > /dev/null
                        echo 0 > $cpu && echo 1 > $cpu
                        names > /tmp/loaded
                        sched remove -q \(variant) > /dev/null
                        ls /sys/module | grep -q ^scheduler_ || echo "gone"
                        names > /tmp/after && cmp /tmp/loaded /tmp/after && echo "the same"
                        echo "$(ls /sys/kernel | grep -c ^sched_variant_constants_) copies"
                    done
                    cat /tmp/loaded
                    """, cpus: cpus, nodes: 2)
            try session.requireSuccess()
            return session.text
        }
    }
}
