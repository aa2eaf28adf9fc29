// SPDX-License-Identifier: Apache-2.0

// The part of XML 1.0 that repository metadata use: elements, attributes, text,
// CDATA, character references, the five predefined entities; comments and
// processing instructions are skipped. A document type is refused: with it go
// entity bombs. Names keep their prefix (`rpm:entry`).

/// Walks a document once and reports what it meets.
struct XMLScanner {
    enum Event: Equatable {
        case start(String, [String: String])
        case text(String)
        case end(String)
    }

    struct Malformed: Error, Equatable {
        var reason: String
        var offset: Int
    }

    private let bytes: [UInt8]
    private var position = 0
    private var open: [String] = []

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    static func scan(
        _ bytes: [UInt8], _ handle: (Event) throws(Malformed) -> Void
    ) throws(Malformed) {
        var scanner = XMLScanner(bytes)
        try scanner.run(handle)
    }

    private mutating func run(_ handle: (Event) throws(Malformed) -> Void) throws(Malformed) {
        while position < bytes.count {
            if bytes[position] != UInt8(ascii: "<") {
                let raw = upTo("<") ?? bytes[position...]
                position = raw.endIndex
                if !open.isEmpty { try handle(.text(decode(raw))) }
            } else if skip("<?") {
                try skipPast("?>")
            } else if skip("<!--") {
                try skipPast("-->")
            } else if skip("<![CDATA[") {
                let start = position
                try skipPast("]]>")
                try handle(.text(String(decoding: bytes[start..<position - 3], as: UTF8.self)))
            } else if skip("<!") {
                throw fail("a document type is not accepted")
            } else {
                try tag(handle)
            }
        }
        if let name = open.last { throw fail("<\(name)> is not closed") }
    }

    private mutating func tag(_ handle: (Event) throws(Malformed) -> Void) throws(Malformed) {
        if skip("</") {
            let name = name()
            skipSpace()
            guard open.popLast() == name, skip(">") else { throw fail("stray </\(name)>") }
            return try handle(.end(name))
        }
        position += 1
        let name = name()
        guard !name.isEmpty, open.count < 64 else { throw fail("not an element") }
        let attributes = try attributes()
        let isEmpty = skip("/>")
        guard isEmpty || skip(">") else { throw fail("<\(name) does not end") }
        try handle(.start(name, attributes))
        if isEmpty { try handle(.end(name)) } else { open.append(name) }
    }

    private mutating func attributes() throws(Malformed) -> [String: String] {
        var found: [String: String] = [:]
        while true {
            skipSpace()
            let key = name()
            if key.isEmpty { return found }
            skipSpace()
            guard skip("=") else { throw fail("attribute \(key) has no value") }
            skipSpace()
            guard position < bytes.count, let quote = ["\"", "'"].first(where: { skip($0) }),
                let raw = upTo(quote)
            else { throw fail("attribute \(key) has no quoted value") }
            position = raw.endIndex + 1
            found[key] = try decode(raw)
        }
    }

    private mutating func name() -> String {
        let start = position
        while position < bytes.count, !" \t\r\n/>=<\"'".utf8.contains(bytes[position]) {
            position += 1
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private func decode(_ raw: ArraySlice<UInt8>) throws(Malformed) -> String {
        guard raw.contains(UInt8(ascii: "&")) else { return String(decoding: raw, as: UTF8.self) }
        var text = ""
        var rest = raw
        while let mark = rest.firstIndex(of: UInt8(ascii: "&")) {
            text += String(decoding: rest[..<mark], as: UTF8.self)
            guard let end = rest[mark...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else {
                throw fail("an entity does not end")
            }
            let name = String(decoding: rest[(mark + 1)..<end], as: UTF8.self)
            guard let character = Self.character(name) else {
                throw fail("unknown entity &\(name);")
            }
            text.append(character)
            rest = rest[(end + 1)...]
        }
        return text + String(decoding: rest, as: UTF8.self)
    }

    private static func character(_ name: String) -> Character? {
        let predefined: [String: Character] = [
            "lt": "<", "gt": ">", "amp": "&", "quot": "\"", "apos": "'",
        ]
        if let character = predefined[name] { return character }
        guard name.hasPrefix("#") else { return nil }
        let digits = name.dropFirst()
        let value =
            digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return value.flatMap(Unicode.Scalar.init).map(Character.init)
    }

    private mutating func skip(_ text: String) -> Bool {
        guard bytes[position...].starts(with: text.utf8) else { return false }
        position += text.utf8.count
        return true
    }

    private mutating func skipPast(_ text: String) throws(Malformed) {
        while position < bytes.count {
            if skip(text) { return }
            position += 1
        }
        throw fail("\(text) is missing")
    }

    private mutating func skipSpace() {
        while position < bytes.count, " \t\r\n".utf8.contains(bytes[position]) { position += 1 }
    }

    private func upTo(_ text: String) -> ArraySlice<UInt8>? {
        bytes[position...].firstIndex(of: text.utf8.first!).map { bytes[position..<$0] }
    }

    private func fail(_ reason: String) -> Malformed { Malformed(reason: reason, offset: position) }
}
