// SPDX-License-Identifier: Apache-2.0
public import SystemPackage

/// The redirect list a package carries and a host checks before it loads:
/// one entry for each function whose entry is overwritten.
public struct Redirect: Sendable, Codable, Hashable {
    /// ELF symbol in vmlinux.
    public var symbol: String
    /// As livepatch counts: 0 for a global symbol, else 1-based.
    public var sympos: Int
    /// Link-time address of the function's entry.
    public var address: UInt64
    /// Offset of the overwritten bytes from the entry.
    public var siteOffset: Int

    public init(symbol: String, sympos: Int, address: UInt64, siteOffset: Int) {
        self.symbol = symbol
        self.sympos = sympos
        self.address = address
        self.siteOffset = siteOffset
    }
}

/// A linked module and what describes it. Everything lies in one folder.
public struct BuiltModule: Sendable {
    public var variant: VariantName
    public var version: String
    public var kernel: KernelRelease
    public var buildID: BuildID
    /// The .ko, with link-time values for vmlinux's symbols (the host adds the
    /// KASLR slide before it loads it).
    public var module: FilePath
    public var boundary: FilePath
    public var redirects: FilePath
    public var redirectList: [Redirect]

    public init(
        variant: VariantName, version: String, kernel: KernelRelease, buildID: BuildID,
        module: FilePath, boundary: FilePath, redirects: FilePath, redirectList: [Redirect]
    ) {
        self.variant = variant
        self.version = version
        self.kernel = kernel
        self.buildID = buildID
        self.module = module
        self.boundary = boundary
        self.redirects = redirects
        self.redirectList = redirectList
    }
}

/// A built RPM, not yet published.
public struct VariantPackage: Sendable {
    /// name-version-release.arch
    public var nevra: String
    public var file: FilePath

    public init(nevra: String, file: FilePath) {
        self.nevra = nevra
        self.file = file
    }
}

/// Where the files of one installed variant lie on a host:
/// `/usr/lib/sched/<kernel release>/<variant>/`.
public enum InstalledLayout {
    public static let root: FilePath = "/usr/lib/sched"
    public static func folder(_ kernel: KernelRelease, _ variant: VariantName) -> FilePath {
        root.appending(kernel.rawValue).appending(variant.rawValue)
    }
    public static func moduleFile(_ variant: VariantName) -> String { variant.moduleName + ".ko" }
    public static let manifest = "manifest.yaml"
    public static let lock = "variant.lock"
    public static let boundary = "boundary.json"
    public static let redirects = "redirects.json"
    /// Name, version, kernel, build id, text base and parameters (`VariantRecord`).
    public static let record = "variant.json"
}

/// What a host needs to know of an installed variant besides its module.
public struct VariantRecord: Sendable, Codable, Equatable {
    public static let currentSchema = 1
    public var schema = VariantRecord.currentSchema
    public var name: VariantName
    public var version: String
    public var summary: String
    public var kernel: KernelRelease
    public var buildID: BuildID
    /// Link-time address of `_text`.
    public var textBase: UInt64
    public var module: String
    public var parameters: Parameters
    /// Functions of the kernel whose code differs from the stock kernel's, by
    /// source name, sorted. Nil in packages made before it was recorded.
    public var changedFunctions: [String]?

    /// Applied after load, undone at unload.
    public struct Parameters: Sendable, Codable, Equatable {
        public var schedFeatures: [String] = []
        public var sysctl: [String: String] = [:]
        public init(schedFeatures: [String] = [], sysctl: [String: String] = [:]) {
            self.schedFeatures = schedFeatures
            self.sysctl = sysctl
        }
    }

    public init(
        name: VariantName, version: String, summary: String, kernel: KernelRelease,
        buildID: BuildID, textBase: UInt64, module: String, parameters: Parameters
    ) {
        self.name = name
        self.version = version
        self.summary = summary
        self.kernel = kernel
        self.buildID = buildID
        self.textBase = textBase
        self.module = module
        self.parameters = parameters
    }
}
