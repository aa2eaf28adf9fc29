// SPDX-License-Identifier: Apache-2.0
import Manifest
import Support

extension EditCheck {
    /// Why patches cannot touch this file at all, whatever they do there; nil when its
    /// lines are to be looked at.
    func outsideFile(
        _ file: PatchedFile, _ changes: [PatchedFile.Change], isInside: Bool
    ) -> Diagnostic? {
        func refuse(_ code: DiagnosticCode, _ reason: String, hint: String) -> Diagnostic {
            self.refuse(code, file, changes[0], reason, hint: hint)
        }
        let name = file.path.split(separator: "/").last ?? ""
        if file.lines == nil {
            return refuse(
                .removedSourceFile, "the variant would be without the file",
                hint: isInside
                    ? "keep the file and empty the functions that are not wanted"
                    : "leave the file alone: it is outside the boundary")
        }
        if name.hasPrefix("Makefile") || name.hasPrefix("Kconfig") || name.hasPrefix("Kbuild") {
            return refuse(
                .editBuildFile,
                "the variant is compiled with the flags and the configuration of the kernel that runs",
                hint: "make the choice in the source (`#define` in a file of the boundary)")
        }
        if file.stock == nil {
            return refuse(
                .newSourceFile,
                "no unit of the kernel compiles the new file, so nothing would come of it",
                hint: file.path.hasSuffix(".h")
                    ? "put it below kernel/sched/ and include it from a file of the boundary"
                    : "put its code into a file of the boundary, or into a new header below kernel/sched/ that one includes"
            )
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
