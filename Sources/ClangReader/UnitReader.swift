// SPDX-License-Identifier: Apache-2.0
internal import CClang
import SourceFacts
import Support

/// Reads one unit: the wanted structs, and every function with a body behind
/// the first of them.
///
/// What stands before it cannot know a member, which spares most of a unit's
/// headers. So does a prelude: what its headers declare was read with it, and is
/// looked at only where the unit refers to it.
struct UnitReader {
    private var body: BodyReader
    private let prelude: Prelude?
    private var functions: [SourceFacts.Function] = []
    private var numbers: [Declaration: Int] = [:]
    private var references: [[Declaration: CXCursor]] = []

    static func read(
        _ unit: SourceFactsRequest.Unit, structFiles: [String], prelude: Prelude? = nil
    ) throws(ReadingError) -> SourceFacts {
        let flags = unit.flags + (prelude.map { ["-include-pch", $0.file] } ?? [])
        let parsed = try ParsedUnit(unit.path, flags: flags)
        var reader = UnitReader(StructTable(files: structFiles), prelude)
        for cursor in children(parsed.root) { reader.visit(cursor) }
        return reader.facts()
    }

    /// Writes a prelude to `file`.
    ///
    /// - Returns: what the functions in its headers do; nil when clang cannot
    ///   write it.
    static func make(
        prelude source: String, flags: [String], at file: String, structFiles: [String]
    ) throws(ReadingError) -> SourceFacts? {
        let parsed = try ParsedUnit(source, flags: flags, isPrelude: true)
        guard parsed.save(file) else { return nil }
        var reader = UnitReader(StructTable(files: structFiles), nil)
        for cursor in children(parsed.root) { reader.visit(cursor) }
        var merging = SourceFactsMerging()
        merging.add(reader.facts())
        return merging.facts
    }

    private init(_ table: StructTable, _ prelude: Prelude?) {
        body = BodyReader(table)
        self.prelude = prelude
    }

    private var mayKnowStructs: Bool { prelude != nil || !body.table.isEmpty }

    private mutating func visit(_ cursor: CXCursor) {
        switch clang_getCursorKind(cursor) {
        case CXCursor_StructDecl, CXCursor_UnionDecl: body.table.note(cursor, &body.places)
        case CXCursor_FunctionDecl:
            guard mayKnowStructs, clang_isCursorDefinition(cursor) != 0 else { return }
            add(cursor, isVariable: false) { body in
                for child in children(cursor)
                where clang_getCursorKind(child) == CXCursor_CompoundStmt {
                    body.read(child, .read)
                }
            }
        case CXCursor_VarDecl:
            let value = clang_Cursor_getVarDeclInitializer(cursor)
            guard mayKnowStructs, clang_Cursor_isNull(value) == 0 else { return }
            add(cursor, isVariable: true) { $0.variable(cursor) }
        default: break
        }
    }

    private mutating func add(
        _ cursor: CXCursor, isVariable: Bool, _ read: (inout BodyReader) -> Void
    ) {
        guard let identity = Declaration(cursor), numbers[identity] == nil else { return }
        body.recorder = UseRecorder()
        read(&body)
        append(cursor, identity, isVariable)
    }

    /// The function, with what the recorder holds.
    private mutating func append(
        _ cursor: CXCursor, _ identity: Declaration, _ isVariable: Bool
    ) {
        let place = body.places.place(cursor)
        numbers[identity] = functions.count
        references.append(body.recorder.references)
        functions.append(
            SourceFacts.Function(
                name: text(clang_getCursorSpelling(cursor)), file: place.file, line: place.line,
                isInline: clang_Cursor_isFunctionInlined(cursor) != 0, isVariable: isVariable,
                uses: body.recorder.uses, references: []))
    }

    private mutating func facts() -> SourceFacts {
        if prelude != nil { addPreludeFunctions() }
        var result = functions
        for (number, declarations) in references.enumerated() {
            result[number].references = declarations.keys.compactMap { numbers[$0] }.sorted()
        }
        return SourceFacts(structs: body.table.structs, functions: result)
    }

    /// Those that the unit refers to; what they do is known from the prelude.
    private mutating func addPreludeFunctions() {
        body.recorder = UseRecorder()
        for (identity, definition) in references.flatMap({ Array($0) })
        where numbers[identity] == nil {
            append(definition, identity, false)
        }
    }
}
