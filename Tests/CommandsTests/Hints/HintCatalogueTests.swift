// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import TestSupport
import Testing
@testable import Support

/// Every code of the catalogue has a place where its hint is followed, or a reason why it
/// has none. A code that is new must be entered here or get a fixture.
@Suite struct HintCatalogueTests {
    /// Fixtures with hints; `followed/` in each has what the hints tell.
    static let fixtures: [FollowedCase] = ["must-fail", "must-pass", "manifests"].flatMap { kind in
        let root = Checkout.path("Tests/Fixtures").appending(kind)
        return ((try? Files.list(root)) ?? []).sorted().map { FollowedCase(root.appending($0)) }
            .filter { Files.exists($0.directory.appending("expected.txt")) }
    }

    /// Codes that no file of a variant can show, by the test that follows their hints.
    static let tests: [String: [DiagnosticCode]] = [
        "BoundaryTests/Analysis": [
            .boundaryMissingTable, .boundaryNoSchedule, .boundarySwitches, .unsafeNeedless,
            .recipeUnknownKey, .recipeDuplicateKey, .recipeWrongType, .recipeNoFiles,
        ],
        "KernelTests/Resolution": [
            .kernelNotFound, .kernelNotCached, .lockMissing, .lockOutdated, .lockInvalid,
            .lockSchemaUnknown,
        ],
        "IntegrationTests/Archive": [
            .kernelListsMissing, .kernelPackagesIncomplete, .kernelPackagesGone,
        ],
        "ManifestTests/Loading": [
            .yamlUnreadable, .yamlTooLarge, .yamlTooManyNodes, .manifestUnreadablePatch,
        ],
        "HostTests/Transaction": [
            .hostSwitchedOff, .hostWrongKernel, .hostWrongBuild, .hostModulesMustBeSigned,
            .hostLivepatchOverlap, .hostFtraceOverlap, .hostKprobeOverlap, .hostOtherVariant,
            .hostSettingUnreachable, .hostSettingLockedDown, .hostPackageAltered,
            .hostPackageMismatch,
        ],
    ]

    /// Codes without a hint that could lead to success, and why.
    static let without: [DiagnosticCode: String] = [
        .compileError: "gcc's own words say what is wrong; its fix-its are in them",
        .compileWarning: "as gcc's errors",
        .editBootCode: "nothing need be done; the text says what does not change",
        .editNotCompiled: "nothing need be done; that part of the patch is left out",
        .structHoleUsed: "nothing need be done; it tells how the new member begins",
        .structMemberReused: "nothing need be done; it tells whose values the member has",
        .developInterrupted: "nothing need be done; the tree is made anew",
    ]

    @Test func `every code's hint is followed, or there is a reason`() throws {
        var hinted: Set<DiagnosticCode> = []
        var hints = 0
        for fixture in Self.fixtures where Files.exists(fixture.followed) {
            for message in try fixture.messages() where message.hint != nil {
                hinted.insert(try #require(DiagnosticCode(rawValue: message.code)))
                hints += 1
            }
        }
        let tested = Set(Self.tests.values.joined())
        let reasons = Set(Self.without.keys)
        for code in DiagnosticCatalogue.codes {
            let places = [hinted, tested, reasons].count { $0.contains(code) }
            #expect(places == 1, "\(code): its hint is followed in \(places) places")
        }
        print(
            "hints followed: \(hints) of \(hinted.count) codes in fixtures, \(tested.count) codes "
                + "in tests; \(reasons.count) codes have none; \(DiagnosticCatalogue.codes.count) "
                + "codes in all")
    }

    @Test func `no fixture's hints are left alone`() throws {
        for fixture in Self.fixtures {
            let hints = try fixture.messages().compactMap(\.hint)
            #expect(
                hints.isEmpty || !Files.exists(fixture.directory.appending("manifest.yaml"))
                    || Files.exists(fixture.followed), "\(fixture) has no followed/")
        }
    }

    /// A name that a hint quotes stands in what was changed.
    @Test(arguments: fixtures.filter { Files.exists($0.followed) })
    func `what was edited is what the hint says`(_ fixture: FollowedCase) throws {
        #expect(try fixture.unanswered() == [])
    }

    @Test(arguments: tests.keys.sorted())
    func `a test that is named follows each of its codes`(_ place: String) throws {
        let file =
            place.split(separator: "/").last == "Archive"
            ? "Tests/IntegrationTests/ArchiveHintTests.swift"
            : "Tests/\(place)/FollowedHintTests.swift"
        let text = try Checkout.text(file)
        for code in Self.tests[place] ?? [] {
            #expect(text.contains("\"\(code)\""), "\(file) does not name \(code)")
        }
    }

    @Test func `codes without a hint print none`() throws {
        for fixture in Self.fixtures {
            for message in try fixture.messages() where message.hint != nil {
                let code = DiagnosticCode(rawValue: message.code)
                #expect(code.flatMap { Self.without[$0] } == nil, "\(message.code) has a hint")
            }
        }
    }
}
