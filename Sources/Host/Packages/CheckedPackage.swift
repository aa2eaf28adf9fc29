// SPDX-License-Identifier: Apache-2.0
import Contract
import Packaging
import RPM
import Support
import SystemPackage

/// A package file that was read once and is what was asked for.
///
/// 1. The file is read.
/// 2. Its size and its digest are those that were expected.
/// 3. Its header names the package that was expected.
/// 4. The record inside is that of the variant, version, kernel and content that the
///    header names.
///
/// Steps 3 and 4 look at the bytes of step 1, and what is installed later is a copy of
/// the same digest (`PackageStore.keep`): a file that is replaced in the meantime is
/// found out.
struct CheckedPackage {
    let file: PackageFile
    /// Its header.
    let package: RPMPackage
    /// What it would install.
    let variant: InstalledVariant

    /// - Parameters:
    ///   - size: bytes of the file, where a repository tells them.
    ///   - kernel: the release that it must be for.
    /// - Throws: `HostError.wrongPackage`.
    init(_ file: PackageFile, size: Int? = nil, for kernel: KernelRelease) throws {
        let bytes = try Self.bytes(file, size: size)
        let path = FilePath(file.source)
        do {
            (package, variant) = try MemoryFile.with(bytes, name: "package") { memory in
                let opened = try RPMPackageFile(memory)
                return (opened.package, try Self.variant(in: opened, file, for: kernel))
            }
        } catch let error as RPMError {
            throw HostError.wrongPackage(path, .unreadable("\(error)"))
        }
        self.file = file
    }

    private static func bytes(_ file: PackageFile, size: Int?) throws -> [UInt8] {
        let path = FilePath(file.source)
        func fail(_ fault: PackageFault) -> HostError { .wrongPackage(path, fault) }
        let bytes: [UInt8]
        do {
            bytes = try Files.read(path)
        } catch SystemError.file(_, _, errno: .noSuchFileOrDirectory) {
            throw fail(.missing)
        }
        if let size, bytes.count != size { throw fail(.size(bytes.count, listed: size)) }
        let digest = Digest(hex: SHA256.hex(of: bytes))
        guard digest == file.sha256 else { throw fail(.digest(digest, listed: file.sha256)) }
        return bytes
    }

    private static func variant(
        in opened: RPMPackageFile, _ file: PackageFile, for kernel: KernelRelease
    ) throws -> InstalledVariant {
        let path = FilePath(file.source)
        let package = opened.package
        func fail(_ fault: PackageFault) -> HostError { .wrongPackage(path, fault) }
        guard package.nevra == file.nevra else {
            throw fail(.other("\(package.nevra)", wanted: "\(file.nevra)"))
        }
        guard case .variant(let name, _, _)? = package.variant, package.isVariant(for: kernel)
        else { throw fail(.other("no variant for \(kernel)", wanted: "\(file.nevra)")) }
        let directory = InstalledLayout.directory(kernel, name)
        let names = [
            InstalledLayout.record, InstalledLayout.redirects, InstalledLayout.moduleFile(name),
        ].map { directory.appending($0).string }
        let files = try opened.contents(where: names.contains)
        guard let record = files[names[0]], let redirects = files[names[1]] else {
            throw fail(.incomplete(missing: names.first { files[$0] == nil } ?? ""))
        }
        var variant = try InstalledVariant(
            record: record, redirects: redirects, directory: directory)
        variant.isSigned = files[names[2]].map(ModuleImage.isSigned) ?? false
        guard variant.scheduler == package.variant, variant.record.kernel == kernel else {
            throw fail(
                .other(
                    "the record of \(variant.title) for \(variant.record.kernel)"
                        + " with content \(variant.record.content?.short ?? "unknown")",
                    wanted: "\(file.nevra)"))
        }
        return variant
    }
}

/// Why a package file is not installed.
package enum PackageFault: Sendable, Equatable {
    case missing
    case size(Int, listed: Int)
    case digest(Digest, listed: Digest)
    /// What librpm says of it.
    case unreadable(String)
    /// A file that the package of a variant must have.
    case incomplete(missing: String)
    /// It holds something else.
    case other(String, wanted: String)
    /// The installed package of the same name, version and release has other content.
    case installedDiffers(NEVRA)

    /// For scripts and for the documentation.
    package var code: DiagnosticCode {
        switch self {
        case .missing, .size, .digest, .unreadable: .hostPackageAltered
        case .incomplete, .other, .installedDiffers: .hostPackageMismatch
        }
    }

    var reason: String {
        switch self {
        case .missing: "the repository lists it, but it is not there"
        case .size(let size, let listed): "it has \(size) bytes, the repository lists \(listed)"
        case .digest(let digest, let listed):
            "its SHA-256 is \(digest), the repository lists \(listed)"
        case .unreadable(let reason): "it cannot be read as a package: \(reason)"
        case .incomplete(let file): "it has no \(file)"
        case .other(let found, let wanted): "it should be \(wanted), but it holds \(found)"
        case .installedDiffers(let nevra):
            "\(nevra) is installed under the same name, and with other content"
        }
    }

    var hint: String {
        switch self {
        case .missing, .size, .digest, .unreadable:
            "nothing was changed; `sched add` puts the file there again, or copy the whole repository anew"
        case .incomplete, .other:
            "nothing was changed; do not trust this repository before you know who wrote it"
        case .installedDiffers: "nothing was changed; remove the installed one first"
        }
    }
}
