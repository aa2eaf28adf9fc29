// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage

extension ManifestReading {
    /// Larger than any scheduler patch; the whole of kernel/sched has 1.3 MB.
    static let patchLimit = 4 << 20

    func patches(in top: Section) -> [Patch] {
        var names: [Located<String>] = []
        var patches: [Patch] = []
        for element in top.list("patches") ?? [] {
            guard let name = top.text(element, "an entry of `patches`") else { continue }
            if let first = names.first(where: { $0.value == name.value }) {
                top.reportRepeated(name, first: first.location, in: "patches")
            } else if let file = patchFile(name) {
                names.append(name)
                if let patch = patch(file, name) { patches.append(patch) }
            }
        }
        return patches
    }

    private func patchFile(_ name: Located<String>) -> FilePath? {
        guard NameRule.patch.check(name, findings) else { return nil }
        guard let file = file(name) else {
            findings.add(
                .manifestMissingPatch, at: name.location,
                "there is no patch `\(name.value)`", hint: hint(missing: name.value))
            return nil
        }
        return file
    }

    /// The file that the manifest names, if it is there.
    func file(_ name: Located<String>) -> FilePath? {
        let file = directory.appending(FilePath(name.value).components)
        return Files.exists(file) && !Files.isDirectory(file) ? file : nil
    }

    private func hint(missing name: String) -> String {
        Files.isDirectory(directory.appending(FilePath(name).components))
            ? "it is a directory; list the patches in it, in the order they apply"
            : nearestPatch(to: name) ?? "paths are relative to the manifest's directory"
    }

    /// A patch of a similar name in the directory that the manifest points at.
    private func nearestPatch(to name: String) -> String? {
        let parent = FilePath(name).removingLastComponent()
        let place = directory.appending(parent.components)
        let names = ((try? Files.list(place)) ?? []).filter {
            !Files.isDirectory(place.appending($0))
        }
        // Without `.patch`, which makes short names resemble each other.
        func stem(_ name: String) -> String { FilePath(name).stem ?? name }
        return NearestNames.find(stem(name), among: names.map(stem)).first
            .flatMap { near in names.first { stem($0) == near } }
            .map { "did you mean `\(parent.appending($0))`?" }
    }

    /// Reads and parses the patch, once.
    private func patch(_ file: FilePath, _ name: Located<String>) -> Patch? {
        do {
            let bytes = try Files.read(file, limit: Self.patchLimit)
            return try Patch(
                name: name.value, path: file.string, location: name.location, bytes: bytes)
        } catch let fault as PatchFault {
            report(fault, name)
        } catch {
            findings.add(
                .manifestUnreadablePatch, at: name.location, "\(name.value): \(error)",
                hint: "check the file and its permissions")
        }
        return nil
    }

    private func report(_ fault: PatchFault, _ name: Located<String>) {
        let shown = path.removingLastComponent().appending(FilePath(name.value).components).string
        let note = "listed at \(name.location)"
        switch fault {
        case .notADiff:
            findings.add(
                .manifestNotAPatch, at: name.location, "`\(name.value)` is no unified diff",
                hint: "make it with `diff -u a/kernel/sched/fair.c b/kernel/sched/fair.c` or git")
        case .touchesNothing:
            findings.add(
                .manifestEmptyPatch, at: name.location,
                "`\(name.value)` changes nothing: no hunk of it adds or removes a line",
                hint: "leave it out of `patches:`, or make it again from changed files")
        case .damaged(let line, let why):
            findings.add(
                .manifestDamagedPatch, at: SourceLocation(file: shown, line: line, column: 1),
                why, notes: [note], hint: "make the patch again instead of editing its hunks")
        case .foreign(let line, let why):
            findings.add(
                .manifestNotAPatch, at: SourceLocation(file: shown, line: line, column: 1),
                "\(why): only unified diffs are applied", notes: [note],
                hint:
                    "make it with `diff -u` or `git diff --no-renames`, which write all of a change as lines"
            )
        case .dosLines(let line):
            findings.add(
                .manifestPatchDOSLines, at: SourceLocation(file: shown, line: line, column: 1),
                "the line ends in CR LF, the kernel's in LF", notes: [note],
                hint: "convert it: `sed -i 's/\\r$//' \(name.value)`")
        case .outside(let line, let target):
            findings.add(
                .manifestPatchEscapes, at: SourceLocation(file: shown, line: line, column: 5),
                "the patch names `\(target)`, which is not a path in the kernel tree",
                notes: [note], hint: "the form is `a/kernel/sched/fair.c`, applied with -p1")
        }
    }
}
