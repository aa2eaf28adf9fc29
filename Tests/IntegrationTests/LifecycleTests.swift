// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Boundary
@testable import Commands
@testable import Kernel
@testable import Manifest
@testable import Packaging
@testable import Support

extension IntegrationTests {
    @Suite struct Lifecycle {
        /// The demo's own guest script: install, switch, rollback, remove, with
        /// every claim checked there.
        @Test(.timeLimit(.minutes(15))) func demo() async throws {
            let script = try Files.readText(Lab.root.appending("tools").appending("demo-guest"))
            let session = try await Lab.guest(script: script)
            try session.requireSuccess()
            #expect(session.text.contains("byte-identical"))
        }

        @Test(.timeLimit(.minutes(15))) func `a sidecar's code runs`() async throws {
            let session = try await Lab.guest(
                "cpuacct-metrics",
                script: """
                    set -e
                    group=/run/cgroup/cpuacct/measured
                    mkdir $group
                    sh -c 'echo $$ > '$group'/tasks; i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done'
                    cat $group/cpuacct.usage
                    echo 0 > $group/cpuacct.usage
                    rmdir $group
                    dmesg | grep 'cpuacct: group'
                    """, installs: true, cgroups: ["cpuacct"])
            try session.requireSuccess()
            #expect(session.text.contains("reset: usage"))
        }

        @Test(.timeLimit(.minutes(15))) func `dry runs change nothing`() async throws {
            let session = try await Lab.guest(
                script: """
                    set -e
                    sched install latency-tuned --dry-run
                    sched status --json
                    sched list --repo /srv/repo --json
                    sched history --json
                    [ ! -e /sys/kernel/sched_variant ]
                    [ ! -e /usr/lib/sched ]
                    [ ! -e /var/lib/sched ]
                    """)
            try session.requireSuccess()
            #expect(session.text.contains("plan: install latency-tuned 1.0.0\n"))
            #expect(session.text.contains("\"scheduler\" : \"stock\""))
        }

        @Test(.timeLimit(.minutes(15))) func `the kernel command line switches all off`()
            async throws
        {
            let session = try await Lab.guest(
                script: """
                    sched install latency-tuned --repo /srv/repo
                    echo "status $?"
                    [ ! -e /sys/kernel/sched_variant ] && [ ! -e /usr/lib/sched ]
                    """, append: ["sched_variant=off"])
            try session.requireSuccess()
            #expect(session.text.contains("status \(Support.ExitStatus.refused.rawValue)"))
        }
    }
}
