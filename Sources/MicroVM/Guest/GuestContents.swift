// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage

/// What a guest's file system is made of, in the terms of `sched try`.
package struct GuestContents: Sendable, Equatable {
    /// Of the kernel that the guest boots; names the directory of its module lists.
    package var release: KernelRelease
    /// What is copied from the host in any case.
    package var programs: HostPrograms
    /// `lib/modules/<release>` of the guest's kernel: its lists of modules come
    /// along, the modules do not, as nothing in the guest needs one.
    package var modules: FilePath?
    /// The program `sched`; it becomes /usr/bin/sched.
    package var sched: FilePath?
    /// A directory that becomes /srv/repo.
    package var repository: FilePath?
    /// Files and directories, absolute, which keep their paths.
    package var include: [FilePath]
    /// Further small files, by their paths.
    package var settings: [FilePath: String]
    /// Searched for shared libraries before the system's own directories.
    package var libraryDirectories: [FilePath]
    /// What runs when the guest is up.
    package var task: GuestTask

    package init(
        release: KernelRelease, programs: HostPrograms, modules: FilePath? = nil,
        sched: FilePath? = nil, repository: FilePath? = nil, include: [FilePath] = [],
        settings: [FilePath: String] = [:], libraryDirectories: [FilePath] = [], task: GuestTask
    ) {
        self.release = release
        self.programs = programs
        self.modules = modules
        self.sched = sched
        self.repository = repository
        self.include = include
        self.settings = settings
        self.libraryDirectories = libraryDirectories
        self.task = task
    }

    /// Where `repository` is in the guest.
    package static let repositoryDirectory: FilePath = "/srv/repo"

    /// Lists every file of the guest; reads the host's directories and the ELF files
    /// in question, writes nothing.
    ///
    /// 1. The user's files first: they win over ours.
    /// 2. sched, kmod and rpm with its settings, the repository, module lists.
    /// 3. Every shared library that a program among those needs.
    /// 4. busybox under all names still free.
    /// 5. /etc, the task and /init.
    package func plan() throws -> InitramfsPlan {
        var plan = InitramfsPlan()
        for path in include { try plan.addTree(path, at: path) }
        try addPrograms(to: &plan)
        if let repository { try plan.addTree(repository, at: Self.repositoryDirectory) }
        try addModuleLists(to: &plan)
        try plan.addSharedLibraries(SharedLibraries(searching: libraryDirectories))
        try addBusybox(to: &plan)
        try addSettings(to: &plan)
        try task.add(to: &plan)
        return plan
    }

    private func addPrograms(to plan: inout InitramfsPlan) throws {
        if let sched { try plan.addFile(sched, at: "/usr/bin/sched") }
        if !plan.hasProgram("sh") { try plan.addFile(programs.shell, at: "/usr/bin/sh") }
        try plan.addFile(programs.kmod, at: "/usr/bin/kmod")
        for name in ["insmod", "rmmod", "modprobe", "lsmod", "modinfo", "depmod"] {
            try plan.addIfAbsent(
                FilePath("/usr/sbin/\(name)"), .init(.link("../bin/kmod"), permissions: 0o777))
        }
        try plan.addFile(programs.rpm, at: "/usr/bin/rpm")
        let settings = programs.rpmConfiguration
        for name in try Files.list(settings) where Self.isRPMSetting(name) {
            try plan.addTree(settings.appending(name), at: FilePath("/usr/lib/rpm").appending(name))
        }
    }

    /// The rest of the directory is for building packages.
    private static func isRPMSetting(_ name: String) -> Bool {
        ["macros", "macros.d", "rpmrc", "platform"].contains(name) || name.hasPrefix("rpmpopt")
    }

    private func addModuleLists(to plan: inout InitramfsPlan) throws {
        let directory = FilePath("/usr/lib/modules").appending(release.rawValue)
        try plan.addIfAbsent(directory, .init(.directory, permissions: 0o755))
        guard let modules else { return }
        for name in try Files.list(modules) where name.hasPrefix("modules.") {
            try plan.addFile(modules.appending(name), at: directory.appending(name))
        }
    }

    private func addBusybox(to plan: inout InitramfsPlan) throws {
        try plan.addFile(programs.busybox, at: "/usr/bin/busybox")
        for name in programs.applets where !plan.hasProgram(name) {
            try plan.add(FilePath("/usr/bin/\(name)"), .init(.link("busybox"), permissions: 0o777))
        }
    }

    private func addSettings(to plan: inout InitramfsPlan) throws {
        let files: [(FilePath, String)] =
            [
                (
                    "/etc/passwd",
                    "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n"
                ),
                ("/etc/group", "root:x:0:\nnogroup:x:65534:\n"),
                ("/etc/hostname", "sched-try\n"),
                ("/etc/hosts", "127.0.0.1 localhost sched-try\n"),
                // Debian's own setting asks bash for the home directory.
                ("/etc/rpm/macros.sched-try", "%_dbpath /var/lib/rpm\n"),
                ("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n"),
            ] + settings.sorted { $0.key.string < $1.key.string }.map { ($0.key, $0.value) }
        for (path, text) in files {
            try plan.addIfAbsent(path, .init(.text(text), permissions: 0o644))
        }
        try plan.addIfAbsent(
            "/etc/mtab", .init(.link("/proc/self/mounts"), permissions: 0o777))
    }
}
