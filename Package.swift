// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

// The house is a pipeline: a target may depend on targets above it in this file,
// never on one below. Each names what it uses; Tests/HouseTests reads the manifest
// and every import line, and fails on an edge that points back. What a target takes
// and gives, and where to begin in it, stands in its README.

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .treatAllWarnings(as: .error),
]

/// Debug builds of what reads a whole vmlinux are optimized as well: the tests read
/// one many times, and without it each takes three times as long.
let optimized: [SwiftSetting] = [
    .unsafeFlags(["-O"], .when(configuration: .debug))
]

/// Debian keeps the headers of libclang apart from the system's, and has no
/// pkg-config file for it; `Sources/CClang` names the library.
let clangHeaders: [SwiftSetting] = [
    .unsafeFlags([
        "-Xcc", "-I",
        "-Xcc", Context.environment["SCHED_CLANG_HEADERS"] ?? "/usr/lib/llvm-19/include",
    ])
]

let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")

func room(
    _ name: String, _ uses: [Target.Dependency], resources: [Resource] = [],
    settings: [SwiftSetting] = []
) -> Target {
    .target(
        name: name, dependencies: uses + [system], exclude: ["README.md"],
        resources: resources, swiftSettings: strict + settings)
}

/// C libraries, each imported by its one wrapper only.
let libraries: [Target] = [
    .systemLibrary(name: "CElf", pkgConfig: "libelf", providers: [.apt(["libelf-dev"])]),
    .systemLibrary(
        name: "CLzma", pkgConfig: "liblzma", providers: [.apt(["liblzma-dev"])]),
    .systemLibrary(name: "CRPM", pkgConfig: "rpm", providers: [.apt(["librpm-dev"])]),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CClang", providers: [.apt(["libclang-19-dev"])]),
    .target(name: "CShim"),
]

let rooms: [Target] = [
    /// Diagnostics, commands, files, locks, identities: what every target needs.
    room("Support", ["CShim", .product(name: "Subprocess", package: "swift-subprocess")]),
    /// What parts agree on that never meet: the kernel's side of a variant, a
    /// package's files, a host's record.
    room("Contract", ["Support"]),
    /// librpm: packages, the database, transactions, digests.
    room("RPM", ["Support", "CRPM", "CShim"]),
    /// Reads ELF images in place and writes relocatable objects.
    room("ELF", ["Support", "CElf"], settings: optimized),
    /// Decodes x86-64 instructions as far as the analysis of kernel code needs.
    room("X86", [], settings: optimized),
    /// From a manifest's YAML to a `Manifest`, its patches parsed.
    room("Manifest", ["Support", "Contract", "RPM", "CYAML"]),
    /// One exact kernel: resolved, fetched, prepared, and read.
    room(
        "Kernel", ["Support", "Contract", "RPM", "ELF", "X86", "Manifest", "CLzma"],
        settings: optimized),
    /// What `sched` asks of `sched-cfacts`, and its answer.
    room("SourceFacts", ["Support"]),
    /// Which functions and data a variant replaces, shares or leaves, and why.
    room(
        "Boundary",
        ["Support", "Contract", "RPM", "ELF", "X86", "Manifest", "Kernel", "SourceFacts"],
        resources: [.embedInCode("Page")]),
    /// Patched sources become a kernel module: edit checks, compile, extract, link.
    room(
        "Module",
        ["Support", "Contract", "RPM", "ELF", "X86", "Manifest", "Kernel", "Boundary"]),
    /// A module becomes an RPM, and RPMs a repository.
    room("Packaging", ["Support", "Contract", "RPM", "Manifest", "Module"]),
    /// The running machine: checks, plans, the switch, the history.
    room(
        "Host",
        [
            "Support", "Contract", "RPM", "ELF", "Packaging", "CShim",
            .product(name: "GRDB", package: "GRDB.swift"),
        ]),
    /// A kernel and an initramfs in QEMU, and what came of it.
    room("MicroVM", ["Support", "ELF"]),
    /// The editable tree of a variant.
    room("Develop", ["Support", "Contract", "RPM", "Manifest", "Kernel", "Boundary", "Module"]),
    /// One type for each verb; prints nothing.
    room(
        "Commands",
        [
            "Support", "Contract", "RPM", "ELF", "Manifest", "Kernel", "Boundary", "Module",
            "Packaging", "Host", "MicroVM", "Develop",
        ]),
    /// Arguments, text, JSON, progress.
    room(
        "CLI",
        [
            "Support", "Contract", "Kernel", "Boundary", "Module", "Packaging", "Host", "Commands",
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ]),
    .executableTarget(name: "sched", dependencies: ["CLI"], swiftSettings: strict),
    /// libclang: what the kernel's source does with its structs.
    room("ClangReader", ["CClang", "Support", "SourceFacts"], settings: clangHeaders),
    // The one program that needs libclang; sched runs it on build hosts.
    .executableTarget(
        name: "sched-cfacts", dependencies: ["ClangReader", "SourceFacts", "Support", system],
        swiftSettings: strict + clangHeaders),
]

/// A test target sees what its subject sees.
@MainActor func tests(_ subject: String, _ more: [Target.Dependency] = []) -> Target {
    let uses = rooms.first { $0.name == subject }?.dependencies ?? []
    return .testTarget(
        name: subject + "Tests",
        dependencies: uses + [.target(name: subject), "TestSupport"] + more,
        swiftSettings: strict + (subject == "ClangReader" ? clangHeaders : []))
}

let package = Package(
    name: "sched",
    products: [
        .executable(name: "sched", targets: ["sched"]),
        .executable(name: "sched-cfacts", targets: ["sched-cfacts"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: libraries + rooms + [
        .target(
            name: "TestSupport", dependencies: ["Support", system], path: "Tests/TestSupport",
            swiftSettings: strict),
        // A host, a kernel and packages that are not real.
        .target(
            name: "HostSupport",
            dependencies: ["Support", "Contract", "RPM", "Packaging", "Host", system],
            path: "Tests/HostSupport", swiftSettings: strict),
        // A kernel's facts that are not real.
        .target(
            name: "BoundarySupport",
            dependencies: [
                "Support", "Contract", "Manifest", "Kernel", "SourceFacts", "Boundary",
            ],
            path: "Tests/BoundarySupport", swiftSettings: strict),
        tests("Support"),
        tests("Contract"),
        tests("RPM"),
        tests("ELF"),
        tests("X86", ["Support"]),
        tests("Manifest"),
        tests("Packaging"),
        tests("Kernel"),
        tests("Boundary", ["BoundarySupport"]),
        tests("Module"),
        tests("Host", ["HostSupport"]),
        tests("MicroVM"),
        tests("Develop"),
        tests("Commands", ["HostSupport", "BoundarySupport"]),
        tests("CLI", ["HostSupport", "BoundarySupport"]),
        tests("ClangReader"),
        .testTarget(
            name: "HouseTests", dependencies: ["Support", "TestSupport", system],
            swiftSettings: strict),
        .testTarget(
            name: "IntegrationTests",
            dependencies: [
                "Support", "Contract", "RPM", "ELF", "Manifest", "Kernel", "Boundary", "Module",
                "Packaging", "MicroVM", "Commands", "TestSupport", system,
            ],
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
