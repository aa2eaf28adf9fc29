// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Support

@Suite struct DiagnosticsTests {
    @Test func `warnings alone are not thrown`() throws {
        let found = Diagnostics()
        found.add(.structHoleUsed, at: nil, "a hole")
        try found.throwIfErrors()
        #expect(found.warnings.map(\.code) == [.structHoleUsed])
        #expect(!found.hasErrors)
    }

    @Test func `an error takes the warnings along`() throws {
        let found = Diagnostics()
        found.add(.structHoleUsed, at: nil, "a hole")
        found.addAll([Diagnostic(.newExport, "an export")])
        let error = #expect(throws: DiagnosticsError.self) { try found.throwIfErrors() }
        #expect(error?.diagnostics.map(\.code) == [.structHoleUsed, .newExport])
        #expect(found.warnings.count == 1)
    }

    @Test func `a message shows place, severity, code, notes and hint`() {
        let diagnostic = Diagnostic(
            .structHoleUsed, at: SourceLocation(file: "a.yaml", line: 3, column: 5), "a hole",
            notes: ["n"], hint: "h")
        #expect(
            "\(diagnostic)"
                == "a.yaml:3:5: warning: a hole [struct-hole-used]\n  note: n\n  hint: h")
    }
}

@Suite struct DiagnosticCatalogueTests {
    @Test func `each code is listed once`() {
        let names = DiagnosticCatalogue.codes.map(\.rawValue)
        #expect(names.count > 140)
        #expect(Set(names).count == names.count)
    }

    @Test func `texts are sentences`() {
        for code in DiagnosticCatalogue.codes {
            for text in [code.title, code.checked, code.why, code.instead].compactMap({ $0 }) {
                #expect(text.hasSuffix("."), "\(code): \(text)")
            }
        }
    }

    @Test func `a lint says what is checked and shows its message`() {
        for code in DiagnosticCatalogue.codes where code.isLint {
            #expect(code.checked != nil, "\(code)")
            #expect(code.example?.contains("[\(code)]") == true, "\(code)")
        }
    }

    @Test func `a code is found by its name only`() {
        #expect(DiagnosticCode(rawValue: "yaml-tab") == .yamlTab)
        #expect(DiagnosticCode(rawValue: "yaml-tabs") == nil)
    }
}
