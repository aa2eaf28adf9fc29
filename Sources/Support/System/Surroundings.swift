// SPDX-License-Identifier: Apache-2.0
import Glibc
import SystemPackage

/// What the process was started with.
package enum Surroundings {
    /// An environment variable; nil when it is not set.
    package static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    /// `uname -r` of the running kernel.
    package static var kernelRelease: String {
        var name = utsname()
        uname(&name)
        return withUnsafePointer(to: &name.release) {
            $0.withMemoryRebound(to: CChar.self, capacity: 65) { String(cString: $0) }
        }
    }

    /// `/` when it cannot be found out.
    package static var workingDirectory: FilePath {
        var buffer = [CChar](repeating: 0, count: 4096)
        return getcwd(&buffer, buffer.count) == nil ? "/" : FilePath(platformString: buffer)
    }

    /// The running program's own file.
    package static var executable: FilePath {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        return count > 0 ? FilePath(platformString: buffer) : "sched"
    }

    /// Processors that are online.
    package static var processorCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// Bytes that programs can get without swapping, as the kernel estimates
    /// (MemAvailable of proc_meminfo(5)); nil where it does not say.
    package static var availableMemory: Int? {
        let line = (try? Files.readText("/proc/meminfo"))?.split(separator: "\n")
            .first { $0.hasPrefix("MemAvailable:") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 << 10 }
    }

    /// Whether this process acts as user 0.
    package static var isRoot: Bool { geteuid() == 0 }

    /// Seconds since 1970.
    package static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    /// `$XDG_CACHE_HOME/sched`, or `~/.cache/sched`: unpacked kernels, facts and
    /// objects. Everything in it can be made again.
    package static var cache: FilePath {
        if let root = variable("XDG_CACHE_HOME"), root.hasPrefix("/") {
            return FilePath(root).appending("sched")
        }
        return FilePath(variable("HOME") ?? "/root").appending(".cache").appending("sched")
    }
}

/// Where the data beside the code lies: `recipes/`, `manifests/`.
package enum DataRoot {
    /// The flag's directory, else `$SCHED_DATA`, else `share/sched` next to the
    /// executable's directory, else the nearest directory above the executable or the
    /// working directory that has `recipes/runtime`. One above the working directory must
    /// belong to root or the user: what it holds is built into a kernel.
    package static func find(flag: FilePath? = nil) throws -> FilePath {
        if let given = flag ?? Surroundings.variable("SCHED_DATA").map({ FilePath($0) }) {
            // What is made of it is used in other working directories.
            let root = Surroundings.workingDirectory.pushing(given).lexicallyNormalized()
            guard holdsRecipes(root) else {
                throw SystemError.other(
                    "\(root) has no recipes/runtime: not a data directory of sched")
            }
            return root
        }
        let program = Surroundings.executable.removingLastComponent()
        let shared = program.removingLastComponent().appending("share").appending("sched")
        if holdsRecipes(shared) { return shared }
        if let found = above(program) { return found }
        guard let found = above(Surroundings.workingDirectory) else {
            throw SystemError.other(
                "cannot find sched's data directory (recipes/); set SCHED_DATA or use --data")
        }
        guard Files.belongsToUser(found) else {
            throw SystemError.other(
                "\(found) belongs to another user, so its recipes/ and repo/ are not taken by"
                    + " themselves; to take them, set SCHED_DATA or use --data")
        }
        return found
    }

    private static func above(_ start: FilePath) -> FilePath? {
        var directory = start
        while !holdsRecipes(directory) {
            let parent = directory.removingLastComponent()
            if parent == directory || parent.isEmpty { return nil }
            directory = parent
        }
        return directory
    }

    private static func holdsRecipes(_ directory: FilePath) -> Bool {
        Files.isDirectory(directory.appending("recipes").appending("runtime"))
    }
}
