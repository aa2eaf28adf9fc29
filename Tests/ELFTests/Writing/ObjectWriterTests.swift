// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import ELF
@testable import Support

/// `main` calls `answer`, which loads `value` from `.data`: local and global
/// symbols, a section symbol, PLT32 and PC32.
private func answering(_ value: UInt8) -> ObjectFile {
    let text: [UInt8] = [
        0x50, 0xe8, 0, 0, 0, 0, 0x59, 0xc3,  // push; call answer; pop %rcx; ret
        0x8b, 0x05, 0, 0, 0, 0, 0xc3,  // answer: mov .data+4(%rip),%eax; ret
    ]
    return ObjectFile(
        sections: [
            .init(
                name: ".text", flags: 6, alignment: 16, bytes: text,
                relocations: [
                    .init(offset: 2, type: 4, symbol: 2, addend: -4),
                    .init(offset: 10, type: 2, symbol: 1, addend: 0),
                ]),
            .init(name: ".data", flags: 3, alignment: 8, bytes: [9, 9, 9, 9, value, 0, 0, 0]),
            .init(name: ".bss", type: 8, flags: 3, alignment: 64, size: 4096),
            .init(
                name: ".meta", flags: 0x82, alignment: 4, entrySize: 4, bytes: [1, 2, 3, 4],
                link: 0),
            .init(name: ".note.GNU-stack"),
        ],
        symbols: [
            .init(name: "main", size: 8, binding: .global, type: .function, place: .section(0)),
            .init(name: "", type: .section, place: .section(1)),
            .init(
                name: "answer", value: 8, size: 7, binding: .weak, type: .function,
                visibility: .hidden, place: .section(0)),
            .init(name: "object.c", type: .file, place: .absolute),
            .init(
                name: "room", value: 16, size: 32, binding: .global, type: .object, place: .common),
        ])
}

@Suite struct ObjectWriterTests {
    private func inDirectory<Result>(_ body: (FilePath) async throws -> Result) async throws
        -> Result
    {
        let directory = try Files.makeTemporaryDirectory("elfwriter")
        defer { try? Files.remove(directory) }
        return try await body(directory)
    }

    @Test(arguments: [42, 7] as [UInt8])
    func `linked program runs`(_ value: UInt8) async throws {
        try await inDirectory { directory in
            let object = directory.appending("a.o")
            try ObjectWriter.write(answering(value), to: object)
            try await Command("ld", ["-r", "-o", "b.o", "a.o"], in: directory).runChecked()
            try await Command("gcc", ["-o", "program", "b.o"], in: directory).runChecked()
            let result = try await Command(directory.appending("program").string).run(timeout: 20)
            #expect(result.termination == .exited(Int32(value)))
        }
    }

    @Test func `readers agree with the value`() async throws {
        try await inDirectory { directory in
            try ObjectWriter.write(answering(1), to: directory.appending("a.o"))
            let sections = try await Command("readelf", ["-SW", "a.o"], in: directory).runChecked()
            #expect(sections.errorText.isEmpty)
            // [Nr] name type address offset size entsize flags link info align
            let expected: [String: [String]] = [
                ".rela.text": ["RELA", "000030", "18", "I", "7", "1", "8"],
                ".bss": ["NOBITS", "001000", "00", "WA", "0", "0", "64"],
                ".meta": ["PROGBITS", "000004", "04", "AL", "1", "0", "4"],
                ".symtab": ["SYMTAB", "000090", "18", "8", "3", "8"],
            ]
            for (name, fields) in expected {
                #expect(row(name, in: sections.text) == fields, "\(name)")
            }
            let symbols = try await Command("readelf", ["-sW", "a.o"], in: directory).runChecked()
            #expect(symbols.text.contains("32 OBJECT  GLOBAL DEFAULT  COM room"))
            #expect(symbols.text.contains("7 FUNC    WEAK   HIDDEN     1 answer"))
            #expect(symbols.text.contains("0 FILE    LOCAL  DEFAULT  ABS object.c"))
            let dump = try await Command("objdump", ["-dr", "a.o"], in: directory).runChecked()
            #expect(dump.text.contains("R_X86_64_PLT32\tanswer-0x4"))
            #expect(dump.text.contains("R_X86_64_PC32\t.data"))
        }
    }

    /// Type, size and all that follows of one line of `readelf -SW`.
    private func row(_ name: String, in text: String) -> [String] {
        for line in text.split(separator: "\n") {
            let words = line.drop { $0 != "]" }.dropFirst().split(separator: " ").map(String.init)
            if words.first == name { return [words[1]] + words[4...] }
        }
        return []
    }

    @Test func `empty object is accepted`() async throws {
        try await inDirectory { directory in
            try ObjectWriter.write(ObjectFile(), to: directory.appending("a.o"))
            let result = try await Command("readelf", ["-aW", "a.o"], in: directory).runChecked()
            #expect(result.errorText.isEmpty)
            #expect(result.text.contains("REL (Relocatable file)"))
        }
    }

    @Test func `missing directory is named`() throws {
        let path: FilePath = "/nowhere/at/all/a.o"
        #expect(
            throws: ELFWriterError.file(
                operation: "create", path: path, errno: .noSuchFileOrDirectory)
        ) { try ObjectWriter.write(answering(1), to: path) }
    }
}

@Suite struct ObjectValidationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var reason: String
        var change: @Sendable (inout ObjectFile) -> Void
    }

    static let cases: [Case] = [
        Case(
            testDescription: "alignment", reason: "alignment 12 of section .text is no power of two"
        ) { $0.sections[0].alignment = 12 },
        Case(
            testDescription: "size",
            reason: "section .data is 9 bytes long and has 8 bytes of content"
        ) { $0.sections[1].size = 9 },
        Case(
            testDescription: "content of NOBITS",
            reason: "section .bss is 4096 bytes long and has 1 bytes of content"
        ) { $0.sections[2].bytes = [1] },
        Case(testDescription: "link", reason: "section .meta is linked to section 5 of 5") {
            $0.sections[3].link = 5
        },
        Case(
            testDescription: "relocation symbol",
            reason: "relocation at .text+2 names symbol 5 of 5"
        ) { $0.sections[0].relocations[0].symbol = 5 },
        Case(
            testDescription: "relocation offset", reason: "relocation at .text+15 is behind the end"
        ) { $0.sections[0].relocations[0].offset = 15 },
        Case(testDescription: "symbol section", reason: "symbol main is in section 5 of 5") {
            $0.symbols[0].place = .section(5)
        },
        Case(
            testDescription: "section symbol",
            reason: "a section symbol must be local and in a section"
        ) { $0.symbols[1].binding = .global },
        Case(testDescription: "section name", reason: "a section name contains NUL") {
            $0.sections[0].name = "a\0b"
        },
        Case(testDescription: "symbol name", reason: "a symbol name contains NUL") {
            $0.symbols[0].name = "a\0b"
        },
    ]

    @Test(arguments: cases) func refuses(_ example: Case) {
        var object = answering(1)
        example.change(&object)
        #expect(throws: ELFWriterError.invalidObject(reason: example.reason)) {
            try ObjectWriter.encode(object)
        }
    }
}
