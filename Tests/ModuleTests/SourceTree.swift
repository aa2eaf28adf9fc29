// SPDX-License-Identifier: Apache-2.0
import SystemPackage
@testable import Boundary
@testable import Kernel
@testable import Manifest
@testable import Module
@testable import Support

/// A small tree that looks like a kernel's, and a directory for what a test makes.
struct SourceTree {
    let directory: FilePath
    var tree: FilePath { directory.appending("source") }

    static let fair = """
        int one(void)
        {
        \treturn 1;
        }

        int two(void)
        {
        \treturn 2;
        }

        """

    /// Removed by `remove()`.
    init() throws {
        directory = try Files.makeTemporaryDirectory("module-build")
        for name in ["kernel/sched", "include/linux"] {
            try Files.createDirectory(tree.appending(FilePath(name).components))
        }
        try write(Self.fair, to: "kernel/sched/fair.c")
        try write("#define WEIGHT 1024\n", to: "kernel/sched/sched.h")
        try write("int fork(void);\n", to: "kernel/fork.c")
        try write("all:\n", to: "Makefile")
    }

    func remove() { try? Files.remove(directory) }

    func write(_ text: String, to name: String) throws {
        try Files.write(text.utf8, to: tree.appending(FilePath(name).components))
    }

    func text(_ name: String, in root: FilePath) throws -> String {
        try Files.readText(root.appending(FilePath(name).components))
    }

    func overlay() throws -> SourceOverlay {
        try SourceOverlay(root: directory.appending("overlay"), tree: tree)
    }
}

extension Patch {
    /// A patch as the manifest `variant.yaml` names it in line 7.
    static func sample(
        _ text: String, name: String = "wakeup.patch", directory: String = "patches",
        at location: SourceLocation = SourceLocation(file: "variant.yaml", line: 7, column: 5)
    ) -> Patch {
        do {
            return try Patch(
                name: name, path: "\(directory)/\(name)", location: location,
                bytes: Array(text.utf8))
        } catch {
            preconditionFailure("\(error)")
        }
    }

    /// Changes line 3 of kernel/sched/fair.c.
    static func changingOne(to value: String) -> Patch {
        sample(
            """
            --- a/kernel/sched/fair.c
            +++ b/kernel/sched/fair.c
            @@ -1,5 +1,6 @@
             int one(void)
             {
            -\treturn 1;
            +\t/* changed */
            +\treturn \(value);
             }


            """)
    }
}

extension PatchedTree {
    /// Patches of a kernel that has these files.
    static func sample(_ patches: [Patch], _ files: [String: String]) -> PatchedTree {
        PatchedTree(patches) { path in files[path].map { Array($0.utf8) } }
    }
}
