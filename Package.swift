// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

// The house, top to bottom. An import may only point up this list; no stage
// imports another stage (Tests/HouseTests reads the import lines and fails on
// a forbidden edge).
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
    .treatAllWarnings(as: .error),
]

let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")

/// Debian keeps the headers of libclang apart from the system's, and has no
/// pkg-config file for it; `Sources/CClang` names the library.
let clangHeaders: [SwiftSetting] = [
    .unsafeFlags([
        "-Xcc", "-I",
        "-Xcc", Context.environment["SCHED_CLANG_HEADERS"] ?? "/usr/lib/llvm-19/include",
    ])
]

/// L1: values, owned handles and the only doors to the outside.
let ground: [Target] = [
    .target(name: "Diagnostics", swiftSettings: strict),
    .target(
        name: "SystemIO",
        dependencies: [
            "Diagnostics", "CShim", system,
            .product(name: "Subprocess", package: "swift-subprocess"),
        ],
        swiftSettings: strict),
    .target(name: "MachineCode", swiftSettings: strict),
    .target(name: "ELFReader", dependencies: ["Diagnostics", "SystemIO"], swiftSettings: strict),
    .target(
        name: "ELFWriter", dependencies: ["CElf", "Diagnostics", system], swiftSettings: strict),
    .target(
        name: "RPMStore", dependencies: ["CRPM", "CShim", "Diagnostics", system],
        swiftSettings: strict),
    .target(
        name: "YAMLTree", dependencies: ["CYAML", "Diagnostics", "SystemIO", system],
        swiftSettings: strict),
    .target(name: "SchedModel", dependencies: ["Diagnostics", system], swiftSettings: strict),
    .target(
        name: "ClangReader", dependencies: ["CClang", "SystemIO", "SchedModel"],
        swiftSettings: strict + clangHeaders),
]

/// L2: one job each; a stage takes values and returns values.
let stages: [Target] = [
    stage("ManifestLoading", ["YAMLTree"]),
    stage("Resolution", ["RPMStore"]),
    stage("KernelTrees", ["ELFReader", "RPMStore"]),
    stage("VmlinuxFacts", ["ELFReader", "MachineCode"]),
    stage("BoundaryAnalysis", ["YAMLTree", "MachineCode"]),
    stage("BoundaryReports"),
    stage("Extraction", ["ELFReader", "ELFWriter", "MachineCode"]),
    stage("ModuleBuild", ["ELFReader", "RPMStore"]),
    stage("Packaging", ["RPMStore"]),
    stage("Repositories", ["RPMStore"]),
    stage("HostTransaction", ["RPMStore", "ELFReader", "CShim"]),
    stage("History", [.product(name: "GRDB", package: "GRDB.swift")]),
    stage("MicroVM", ["ELFReader"]),
    stage("DevelopTree", ["RPMStore", "YAMLTree"]),
    stage("MemberUse", ["RPMStore"]),
]

func stage(_ name: String, _ more: [Target.Dependency] = []) -> Target {
    .target(
        name: name,
        dependencies: ["Diagnostics", "SystemIO", "SchedModel", system] + more,
        swiftSettings: strict)
}

func tests(_ subject: String, _ more: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: subject + "Tests",
        dependencies: [
            .target(name: subject), "Diagnostics", "SystemIO", "SchedModel", system,
        ] + more,
        swiftSettings: strict)
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
    targets: [
        // L0: C libraries; each is imported by its one wrapper only.
        .systemLibrary(
            name: "CElf", pkgConfig: "libelf", providers: [.apt(["libelf-dev"])]),
        .systemLibrary(name: "CRPM", pkgConfig: "rpm", providers: [.apt(["librpm-dev"])]),
        .systemLibrary(
            name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CClang", providers: [.apt(["libclang-19-dev"])]),
        .target(name: "CShim"),
    ] + ground + stages + [
        // L3: one function per verb; prints nothing.
        .target(
            name: "Operations",
            dependencies: ["Diagnostics", "SystemIO", "SchedModel", "RPMStore", system]
                + stages.map { .target(name: $0.name) },
            swiftSettings: strict),
        // L4: parsing, rendering, progress.
        .target(
            name: "SchedCLI",
            dependencies: [
                "Operations", "Diagnostics", "SchedModel", "SystemIO", system,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        .executableTarget(name: "sched", dependencies: ["SchedCLI"], swiftSettings: strict),
        // The one program that needs libclang; sched runs it on build hosts.
        .executableTarget(
            name: "sched-cfacts", dependencies: ["ClangReader", "SchedModel", "SystemIO", system],
            swiftSettings: strict + clangHeaders),
        // Tests
        .target(name: "SyntheticELF", path: "Tests/SyntheticELF", swiftSettings: strict),
        .testTarget(
            name: "SystemIOTests", dependencies: ["SystemIO", system], swiftSettings: strict),
        tests("RPMStore"),
        tests("YAMLTree"),
        tests("ManifestLoading", ["YAMLTree"]),
        tests("Resolution"),
        tests("KernelTrees"),
        tests("ELFReader", ["ELFWriter", "SyntheticELF"]),
        tests("ELFWriter"),
        tests("MachineCode"),
        tests("VmlinuxFacts", ["ELFReader", "SyntheticELF"]),
        tests("BoundaryAnalysis", ["YAMLTree"]),
        tests("BoundaryReports"),
        tests("Extraction", ["ELFReader", "ELFWriter"]),
        tests("ModuleBuild"),
        tests("Packaging", ["RPMStore"]),
        tests("Repositories", ["RPMStore"]),
        tests("HostTransaction", ["ELFReader"]),
        tests("History", [.product(name: "GRDB", package: "GRDB.swift")]),
        tests("MicroVM"),
        tests("DevelopTree"),
        tests("MemberUse"),
        .testTarget(
            name: "ClangReaderTests",
            dependencies: ["ClangReader", "SchedModel", "SystemIO", system],
            swiftSettings: strict + clangHeaders),
        tests("SchedCLI"),
        .testTarget(
            name: "HouseTests", dependencies: ["Diagnostics", "SystemIO", system],
            swiftSettings: strict),
        .testTarget(
            name: "IntegrationTests",
            dependencies: ["Operations", "Diagnostics", "SystemIO", "SchedModel", system],
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
