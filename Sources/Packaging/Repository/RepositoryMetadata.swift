// SPDX-License-Identifier: Apache-2.0
import Manifest
import RPM
import Support
import SystemPackage

// `repodata/repomd.xml` lists the other metadata files, each by location, digest
// and size; `primary` is the one that describes packages. Everything but
// repomd.xml has its own digest in its name and never changes.

/// What repomd.xml says of one metadata file.
struct MetadataFile: Equatable {
    var type = ""
    var location = ""
    var sha256 = ""
    var size = 0
}

/// What primary.xml says of one package: any package, not only variants.
struct PrimaryPackage: Equatable {
    var nevra = NEVRA(name: "", version: "", release: "", architecture: "")
    var summary = ""
    var location = ""
    var size = 0
    var sha256 = ""
    var provides: [RPMDependency] = []

    /// Nil for a package that is no variant.
    var variant: RepositoryPackage? {
        guard let name = nevra.name.dropPrefix("scheduler-").flatMap(VariantName.init),
            let version = provides.first(where: { $0.name == "scheduler-variant(\(name))" })?
                .version,
            let kernel = provides.lazy.compactMap({
                $0.name.dropPrefix("scheduler-variant-kernel(")?.dropSuffix(")")
            }).first
        else { return nil }
        return RepositoryPackage(
            nevra: nevra, variant: name, version: version, kernel: KernelRelease(kernel),
            content: provides.first { $0.name == PackageRelease.contentCapability }
                .map { Digest(hex: $0.version) },
            summary: summary, location: location, size: size, sha256: Digest(hex: sha256))
    }
}

enum RepositoryMetadata {
    static func index(_ bytes: [UInt8]) throws(XMLScanner.Malformed) -> [MetadataFile] {
        var files: [MetadataFile] = []
        var path: [String] = []
        try XMLScanner.scan(bytes) { event in
            switch event {
            case .start(let name, let attributes):
                path.append(name)
                if path.count == 2 && name == "data" {
                    files.append(MetadataFile(type: attributes["type"] ?? ""))
                } else if name == "location", !files.isEmpty {
                    files[files.count - 1].location = attributes["href"] ?? ""
                } else if name == "checksum", attributes["type"] != "sha256" {
                    path[path.count - 1] = "checksum of another kind"
                }
            case .text(let text) where path.count == 3 && !files.isEmpty:
                if path[2] == "checksum" { files[files.count - 1].sha256 += text }
                if path[2] == "size" { files[files.count - 1].size = Int(text) ?? 0 }
            case .text: break
            case .end: path.removeLast()
            }
        }
        return files
    }

    static func packages(_ bytes: [UInt8]) throws(XMLScanner.Malformed) -> [PrimaryPackage] {
        var packages: [PrimaryPackage] = []
        var current = PrimaryPackage()
        var path: [String] = []
        try XMLScanner.scan(bytes) { event in
            switch event {
            case .start(let name, let attributes):
                path.append(name)
                if path.count == 2 { current = PrimaryPackage() }
                current.take(name, attributes, inside: path)
            case .text(let text) where path.count == 3:
                current.take(text, of: path[2])
            case .text: break
            case .end:
                if path.count == 2 && path[1] == "package" { packages.append(current) }
                path.removeLast()
            }
        }
        return packages
    }
}

extension PrimaryPackage {
    fileprivate mutating func take(
        _ name: String, _ attributes: [String: String], inside path: [String]
    ) {
        switch name {
        case "version" where path.count == 3:
            let epoch = attributes["epoch"].flatMap(Int.init) ?? 0
            nevra.epoch = epoch == 0 ? nil : epoch
            nevra.version = attributes["ver"] ?? ""
            nevra.release = attributes["rel"] ?? ""
        case "size" where path.count == 3: size = attributes["package"].flatMap(Int.init) ?? 0
        case "location" where path.count == 3: location = attributes["href"] ?? ""
        case "rpm:entry" where path.dropLast().last == "rpm:provides":
            let version = [attributes["ver"], attributes["rel"]].compactMap(\.self)
            provides.append(
                RPMDependency(
                    attributes["name"] ?? "", version.isEmpty ? "" : "=",
                    version.joined(separator: "-")))
        default: break
        }
    }

    fileprivate mutating func take(_ text: String, of element: String) {
        switch element {
        case "name": nevra.name += text
        case "arch": nevra.architecture += text
        case "summary": summary += text
        case "checksum": sha256 += text
        default: break
        }
    }
}

extension String {
    fileprivate func dropPrefix(_ prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
    fileprivate func dropSuffix(_ suffix: String) -> String? {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : nil
    }
}
