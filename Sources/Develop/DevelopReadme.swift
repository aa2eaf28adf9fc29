// SPDX-License-Identifier: Apache-2.0
import Boundary
import Contract
import Kernel
import Manifest
import Support
import SystemPackage

/// The README.txt of an editable tree.
enum DevelopReadme {
    static func text(_ root: FilePath, kernel: KernelRelease) -> String {
        """
        An editable scheduler for the kernel \(kernel), made by `sched develop`.

        kernel/sched/mod/   the files that the variant replaces, and the headers
        other directories       files of sidecars, at their own paths
        boundary.json       what each function is to the rest of the kernel, and why

        The loop:

          1. edit files; clangd reads compile_commands.json
          2. sched develop --build \(root)
          3. sched develop --try \(root) --run 'cat \(RuntimeContract.current.sysfs.path)/*'
          4. sched develop --save \(root)

        --build compiles what changed and links the module: seconds. --try boots the
        kernel itself in a throwaway virtual machine and loads the module there.
        --save turns the edits into patches of the manifest, one for each file; with
        --dry-run it prints them only.

        Lines such as

          /* sched: kept in vmlinux, do not edit */

        are comments. They say what may not be changed in the function below, and never
        reach the compiler or a patch. A function without a comment is yours.

        .sched/ is what sched remembers; leave it alone. To throw everything away,
        remove the whole directory.

        """
    }
}
