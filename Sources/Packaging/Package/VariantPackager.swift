// SPDX-License-Identifier: Apache-2.0
import Contract
import Manifest
import Module
import RPM
import Support
import SystemPackage

/// Makes the RPM of a built variant.
///
/// 1. Compute what identifies the content (`PackageContent`).
/// 2. Lay the files out in a directory of their own; fill the spec template.
/// 3. Run rpmbuild with a home and a database of its own.
/// 4. Read the package back and compare it with what was asked for.
/// 5. Move it to the output directory in one rename.
package struct VariantPackager: Sendable {
    /// The filled-in spec's template, below the data root.
    package static let templatePath: FilePath = "recipes/packaging/scheduler-variant.spec.in"

    /// The build time and the time of every file in a package, in seconds since
    /// 1970: 2020-01-01. A constant, since the same content must give the same
    /// bytes at any time; what was built when is in the host's history.
    package static let sourceDateEpoch = 1_577_836_800

    /// The spec template, read once.
    package let template: FileContent

    /// Reads the template.
    ///
    /// - Parameter dataRoot: the directory that holds `recipes`.
    /// - Throws: `SystemError` when there is none.
    package init(dataRoot: FilePath) throws {
        template = FileContent(
            try Files.read(dataRoot.appending(Self.templatePath.components)))
    }

    init(templateText: String) { template = FileContent(Array(templateText.utf8)) }

    /// - Parameters:
    ///   - lock: bytes of the lock that was built.
    ///   - parent: of the directory for the work; default: the system's for temporary files.
    ///   - output: the directory that gets the package; created when missing.
    /// - Throws: `PackagingError`, `RPMError`, or `SystemError` with rpmbuild's log.
    package func package(
        module: BuiltModule, manifest: Manifest, record: VariantRecord, lock: [UInt8],
        into output: FilePath, work parent: FilePath? = nil
    ) async throws -> VariantPackage {
        try compare(module, record)
        let work = try Files.makeTemporaryDirectory("sched-package", in: parent)
        defer { try? Files.remove(work) }
        let stage = work.appending("stage")
        let content = try PackageContent(
            files: [
                InstalledLayout.moduleFile(module.variant): try Files.read(module.module),
                InstalledLayout.boundary: try Files.read(module.boundary),
                InstalledLayout.redirects: try Files.read(module.redirects),
                InstalledLayout.lock: lock,
                InstalledLayout.manifest: manifest.content.bytes,
            ], record: record
        ) { try spec($0, $1, manifest) }
        let (files, record) = (content.files, content.record)
        let names = files.keys.sorted()
        try Files.createDirectory(stage)
        for (name, bytes) in files { try Files.write(bytes, to: stage.appending(name)) }
        let specFile = work.appending("\(record.name.packageName).spec")
        try Files.write(try spec(record, names, manifest).utf8, to: specFile)
        try await rpmbuild(specFile, stage: stage, work: work).runChecked(timeout: 300)
        return try collect(work.appending("rpms"), record, names, output)
    }

    private func spec(
        _ record: VariantRecord, _ files: [String], _ manifest: Manifest
    ) throws -> String {
        try VariantSpec(
            record: record, license: manifest.license, description: manifest.description,
            files: files
        ).fill(template.text)
    }

    private func compare(_ module: BuiltModule, _ record: VariantRecord) throws(PackagingError) {
        let a = "\(module.variant) \(module.version) for \(module.kernel)"
        let b = "\(record.name) \(record.version) for \(record.kernel)"
        if a != b { throw .differingVariants(module: a, record: b) }
    }

    /// A value, so that the command line can be shown and tested.
    func rpmbuild(_ spec: FilePath, stage: FilePath, work: FilePath) -> Command {
        let directories = [
            "_topdir": work.appending("top"), "_rpmdir": work.appending("rpms"),
            "_dbpath": work.appending("db"), "_tmppath": work,
        ]
        let definitions = directories.sorted { $0.key < $1.key }
            .flatMap { ["--define", "\($0.key) \($0.value)"] }
        return Command(
            "rpmbuild",
            ["-bb", "--quiet", "--target", "x86_64-linux", "--nodeps"] + definitions
                + ["--define", "_rpmfilename %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm"]
                + ["--define", "_smp_mflags %{nil}", spec.string],
            // A home of its own keeps the user's ~/.rpmmacros out.
            environment: [
                "HOME": work.string, "SCHED_STAGE": stage.string, "LC_ALL": "C", "TZ": "UTC",
                "SOURCE_DATE_EPOCH": String(Self.sourceDateEpoch),
            ], in: work)
    }

    private func collect(
        _ directory: FilePath, _ record: VariantRecord, _ names: [String], _ output: FilePath
    ) throws -> VariantPackage {
        let nevra = NEVRA(
            name: record.name.packageName, version: record.version,
            release: PackageRelease.of(record.kernel, record.content), architecture: "x86_64")
        let found = Files.isDirectory(directory) ? try Files.list(directory) : []
        guard found == ["\(nevra).rpm"] else {
            throw PackagingError.unexpectedResult(expected: "\(nevra).rpm", found: found)
        }
        let made = directory.appending(found[0])
        let package = try RPMPackageFile(made).package
        let place = InstalledLayout.directory(record.kernel, record.name)
        let missing = names.filter { !package.files.contains(place.appending($0).string) }
        guard missing.isEmpty, package.nevra == nevra else {
            throw PackagingError.unexpectedResult(
                expected: "\(nevra) with \(missing.joined(separator: ", "))",
                found: ["\(package.nevra)"])
        }
        try Files.createDirectory(output)
        let file = output.appending(found[0])
        try Files.copy(made, to: file)
        return VariantPackage(nevra: "\(nevra)", file: file)
    }
}
