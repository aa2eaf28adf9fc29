// SPDX-License-Identifier: Apache-2.0
import Manifest
import Support

extension EditCheck {
    /// Why a patch cannot touch this file at all, whatever it does there, once for
    /// each hunk; nil when the hunks are to be looked at.
    func outsideFile(
        _ file: Patch.File, _ patch: Patch, isInside: Bool
    ) -> [Diagnostic]? {
        func refuse(_ code: DiagnosticCode, _ reason: String, hint: String) -> [Diagnostic] {
            file.hunks.enumerated().map { index, hunk in
                self.refuse(
                    code, patch, hunk, file, line: hunk.changes.first?.oldLine, reason,
                    hint: index == 0 ? hint : nil)
            }
        }
        let name = file.path.split(separator: "/").last ?? ""
        if file.isDeleted {
            return refuse(
                .removedSourceFile, "the variant would be without the file",
                hint: isInside
                    ? "keep the file and empty the functions that are not wanted"
                    : "leave the file alone: it is outside the boundary")
        }
        if file.isCreated {
            return refuse(
                .newSourceFile,
                "no unit of the kernel compiles the new file, so nothing would come of it",
                hint:
                    "put its code into a file of the boundary, or name the file `.h` and include it from one"
            )
        }
        if name.hasPrefix("Makefile") || name.hasPrefix("Kconfig") || name.hasPrefix("Kbuild") {
            return refuse(
                .editBuildFile,
                "the variant is compiled with the flags and the configuration of the kernel that runs",
                hint: "make the choice in the source (`#define` in a file of the boundary)")
        }
        if name.hasSuffix(".h"), !isInside {
            return refuse(
                .editSharedHeader,
                "the rest of the kernel was compiled with the header as it is",
                hint:
                    "declare what the variant needs in kernel/sched/sched.h, which only the scheduler includes"
            )
        }
        return nil
    }
}
