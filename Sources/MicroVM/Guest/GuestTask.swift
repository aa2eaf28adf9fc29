// SPDX-License-Identifier: Apache-2.0
import SystemPackage

/// What the guest does once it is up. Each piece becomes a file of the
/// initramfs, so that no quoting stands between the user's text and the shell.
package struct GuestTask: Sendable, Equatable {
    /// What the user wants to run.
    package enum Work: Sendable, Equatable {
        /// Nothing but the setup.
        case none
        /// A command line for /bin/sh.
        case command(String)
        /// A file's text; it is executed, so its `#!` line counts.
        case script(String)
    }

    /// Command lines for /bin/sh, run in order before the work; what they print
    /// goes to the guest's error output. The first that fails ends the task.
    package var setup: [String]
    /// Runs once the setup has succeeded.
    package var work: Work
    /// Controllers of cgroup v1 to mount at /run/cgroup/<controller>, such as
    /// `cpuacct`; /sys/fs/cgroup is cgroup v2, which has all others.
    package var legacyControllers: [String]

    package init(setup: [String] = [], work: Work = .none, legacyControllers: [String] = []) {
        self.setup = setup
        self.work = work
        self.legacyControllers = legacyControllers
    }

    static let directory: FilePath = "/sched"

    /// Adds /init and the task's own files.
    func add(to plan: inout InitramfsPlan) throws {
        for (index, line) in setup.enumerated() {
            try plan.addText(Self.directory.appending("setup-\(index + 1)"), line + "\n")
        }
        switch work {
        case .none: break
        case .command(let line):
            try plan.addText(
                Self.directory.appending("work"), "#!/bin/sh\n\(line)\n", permissions: 0o755)
        case .script(let text):
            try plan.addText(Self.directory.appending("work"), text, permissions: 0o755)
        }
        try plan.addText("/init", initScript, permissions: 0o755)
    }

    /// The guest's first process, for a POSIX shell and busybox's programs. It talks to
    /// the host over three serial ports (see `GuestPort`) and ends by powering off. /tmp
    /// and /run are plain directories of the root, which is a tmpfs itself: a mount would
    /// hide included files.
    var initScript: String {
        let setupCalls = setup.indices.map { "setup \($0 + 1)\n" }.joined()
        let mounts = legacyControllers.map {
            "mkdir -p /run/cgroup/\($0) && mount -t cgroup -o \($0) cgroup /run/cgroup/\($0)\n"
        }.joined()
        let call = work == .none ? "finish 0" : "work"
        return Self.preamble + mounts + Self.functions + setupCalls + call + "\n"
    }
}

extension GuestTask {
    private static let preamble = """
        #!/bin/sh
        # The first process of a guest of `sched try`.
        export PATH=/usr/sbin:/usr/bin HOME=/root TERM=dumb LANG=C.UTF-8
        umask 022
        mount -t proc proc /proc
        mount -t sysfs sysfs /sys
        mount -t devtmpfs devtmpfs /dev
        for port in \(GuestPort.output.device) \(GuestPort.errors.device) \
        \(GuestPort.control.device); do
            stty -F $port raw -echo clocal
        done
        exec 3>\(GuestPort.control.device)
        uptime() { read -r up idle </proc/uptime; echo $up; }
        echo "ready $(uptime)" >&3

        mkdir -p /dev/pts /dev/shm
        mount -t devpts devpts /dev/pts
        mount -t tmpfs -o mode=1777 tmpfs /dev/shm
        mount -t debugfs debugfs /sys/kernel/debug
        mount -t tracefs tracefs /sys/kernel/tracing
        [ ! -d /sys/kernel/security ] || mount -t securityfs securityfs /sys/kernel/security
        mount -t cgroup2 cgroup2 /sys/fs/cgroup
        hostname sched-try
        ip link set lo up
        cd /root

        """

    private static let functions = """

        # Tells the status and powers off. Changing a port's settings waits until
        # all that was written to it has left; a child may still hold one open.
        finish() {
            sync
            for port in \(GuestPort.output.device) \(GuestPort.errors.device); do
                stty -F $port raw -echo clocal
            done
            echo "exit $1 $(uptime)" >&3
            stty -F \(GuestPort.control.device) raw -echo clocal
            poweroff -f
            sleep 3600
        }
        setup() {
            echo "setup $1" >&3
            sh \(directory)/setup-$1 </dev/null >\(GuestPort.errors.device) 2>&1 3>&-
            status=$?
            [ $status = 0 ] || finish $status
        }
        work() {
            echo "work" >&3
            \(directory)/work </dev/null >\(GuestPort.output.device) 2>\(GuestPort.errors.device) 3>&-
            finish $?
        }

        """
}
