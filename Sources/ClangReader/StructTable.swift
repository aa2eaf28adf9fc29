// SPDX-License-Identifier: Apache-2.0
internal import CClang
internal import SchedModel

/// The wanted structs of one unit, by what clang's cursors refer to.
struct StructTable {
    struct Entry {
        var structure: Int
        var member: Int
        /// Decays to a pointer where its value is used.
        var isArray: Bool
        var isPointer: Bool
    }

    private(set) var structs: [SourceFacts.Struct] = []
    private(set) var members: [Declaration: Entry] = [:]
    private var numbers: [Declaration: Int] = [:]
    private let files: [String]

    init(files: [String]) { self.files = files }

    /// Functions before the first wanted struct cannot touch one.
    var isEmpty: Bool { structs.isEmpty }

    /// The struct that the type is, without qualifiers and typedefs.
    func structure(_ type: CXType) -> Int? {
        guard !structs.isEmpty else { return nil }
        let canonical = clang_getCanonicalType(type)
        guard canonical.kind == CXType_Record else { return nil }
        return Declaration(clang_getTypeDeclaration(canonical)).flatMap { numbers[$0] }
    }

    /// Notes the definition of a struct or union, if its file is wanted, and those
    /// inside it that have names.
    mutating func note(_ cursor: CXCursor, _ places: inout Places) {
        guard clang_isCursorDefinition(cursor) != 0, clang_Cursor_isAnonymous(cursor) == 0,
            let identity = Declaration(cursor), numbers[identity] == nil
        else { return }
        let place = places.place(cursor)
        guard isWanted(place.file) else { return }
        let type = clang_getCursorType(cursor)
        let size = clang_Type_getSizeOf(type)
        guard size >= 0 else { return }
        let number = structs.count
        numbers[identity] = number
        structs.append(
            SourceFacts.Struct(
                name: Self.title(cursor), file: place.file, line: place.line, size: Int(size),
                members: []))
        add(cursor, to: number, prefix: "", start: 0, &places)
    }

    private func isWanted(_ file: String) -> Bool {
        files.contains { $0.hasSuffix("/") ? file.hasPrefix($0) : file == $0 }
    }

    private static func title(_ cursor: CXCursor) -> String {
        let kind = clang_getCursorKind(cursor) == CXCursor_UnionDecl ? "union" : "struct"
        return "\(kind) \(text(clang_getCursorSpelling(cursor)))"
    }

    /// `start` is where the anonymous struct that `cursor` may be begins, in bits.
    private mutating func add(
        _ cursor: CXCursor, to number: Int, prefix: String, start: Int, _ places: inout Places
    ) {
        for field in children(cursor) {
            switch clang_getCursorKind(field) {
            case CXCursor_FieldDecl: add(field: field, to: number, prefix, start, &places)
            // A struct that is declared among the members, with or without a name.
            case CXCursor_StructDecl, CXCursor_UnionDecl: note(field, &places)
            default: break
            }
        }
    }

    private mutating func add(
        field: CXCursor, to number: Int, _ prefix: String, _ start: Int,
        _ places: inout Places
    ) {
        let name = text(clang_getCursorSpelling(field))
        let type = clang_getCanonicalType(clang_getCursorType(field))
        let offset = start + Int(max(0, clang_Cursor_getOffsetOfField(field)))
        let inner = clang_getTypeDeclaration(type)
        if type.kind == CXType_Record, clang_Cursor_isAnonymous(inner) != 0 {
            let path = name.isEmpty || Self.isPlaceholder(name) ? prefix : prefix + name + "."
            // The member that holds it stands for all of it.
            if !path.isEmpty { entries(field, number, structs[number].members.count, type) }
            return add(inner, to: number, prefix: path, start: offset, &places)
        }
        entries(field, number, structs[number].members.count, type)
        let isBitField = clang_Cursor_isBitField(field) != 0
        let bytes = max(0, Int(clang_Type_getSizeOf(type)))
        structs[number].members.append(
            SourceFacts.Member(
                name: prefix + name, type: text(clang_getTypeSpelling(clang_getCursorType(field))),
                aggregate: Self.aggregate(type), offset: offset,
                size: isBitField ? Int(clang_getFieldDeclBitWidth(field)) : bytes * 8,
                isBitField: isBitField))
    }

    private mutating func entries(
        _ field: CXCursor, _ number: Int, _ member: Int, _ type: CXType
    ) {
        guard let identity = Declaration(field) else { return }
        members[identity] = Entry(
            structure: number, member: member, isArray: Self.isArray(type),
            isPointer: type.kind == CXType_Pointer)
    }

    /// clang may spell an unnamed field `(anonymous struct at …)`.
    private static func isPlaceholder(_ name: String) -> Bool { name.hasPrefix("(") }

    static func isArray(_ type: CXType) -> Bool {
        [CXType_ConstantArray, CXType_IncompleteArray, CXType_VariableArray].contains(type.kind)
    }

    private static func aggregate(_ type: CXType) -> String? {
        var type = clang_getCanonicalType(type)
        while isArray(type) { type = clang_getCanonicalType(clang_getArrayElementType(type)) }
        guard type.kind == CXType_Record else { return nil }
        return title(clang_getTypeDeclaration(type))
    }
}
