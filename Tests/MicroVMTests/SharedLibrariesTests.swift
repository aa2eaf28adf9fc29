// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import MicroVM

@Suite struct SharedLibrariesTests {
    /// A host with these files; those without an entry are not ELF.
    static func libraries(
        _ files: [FilePath: DynamicLinks], directories: [FilePath] = ["/lib"]
    ) -> SharedLibraries {
        SharedLibraries(
            directories: directories, exists: { files[$0] != nil }, read: { files[$0] })
    }

    @Test func `needs are followed, each library once, the loader too`() throws {
        let found = try Self.libraries([
            "/bin/a": DynamicLinks(needed: ["x.so", "c.so"], interpreter: "/lib64/ld.so"),
            "/lib/x.so": DynamicLinks(needed: ["c.so", "y.so"]),
            "/lib/y.so": DynamicLinks(needed: ["x.so"]),
            "/lib/c.so": DynamicLinks(needed: ["ld.so"]),
            "/lib/ld.so": DynamicLinks(),
        ]).closure(of: ["/bin/a", "/etc/passwd"])
        #expect(
            found.map(\.path) == [
                "/lib/x.so", "/lib/c.so", "/lib64/ld.so", "/lib/y.so", "/lib/ld.so",
            ])
    }

    @Test func `the file's own search path comes before the directories, $ORIGIN is its directory`()
        throws
    {
        let found = try Self.libraries([
            "/opt/bin/a": DynamicLinks(needed: ["x.so"], searchPath: ["$ORIGIN/../lib"]),
            "/opt/lib/x.so": DynamicLinks(),
            "/lib/x.so": DynamicLinks(),
        ]).closure(of: ["/opt/bin/a"])
        #expect(found.map(\.path) == ["/opt/lib/x.so"])
    }

    @Test func `a run path holds for the file alone, an inherited one for its libraries too`()
        throws
    {
        func host(inherited: Bool) -> SharedLibraries {
            Self.libraries([
                "/bin/a": DynamicLinks(
                    needed: ["x.so"], searchPath: ["/opt"], searchPathIsInherited: inherited),
                "/opt/x.so": DynamicLinks(needed: ["y.so"]),
                "/opt/y.so": DynamicLinks(),
            ])
        }
        #expect(
            try host(inherited: true).closure(of: ["/bin/a"]).map(\.path)
                == ["/opt/x.so", "/opt/y.so"])
        #expect(throws: MachineError.libraryMissing(name: "y.so", neededBy: "/opt/x.so")) {
            try host(inherited: false).closure(of: ["/bin/a"])
        }
    }

    @Test func `the dynamic section's strings are found by tag; nothing is read past its end`() {
        func entry(_ tag: UInt64, _ value: UInt64) -> [UInt8] {
            [tag, value].flatMap { word in
                (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
            }
        }
        let strings = Array("\0libc.so.6\0/a:/b\0/c\0".utf8)
        let table =
            entry(1, 1) + entry(15, 17) + entry(29, 11) + entry(1, 9999) + entry(0, 0)
            + entry(1, 1)
        let links = DynamicLinks(table: table, strings: strings)
        #expect(links == DynamicLinks(needed: ["libc.so.6"], searchPath: ["/a", "/b"]))
        let old = DynamicLinks(table: entry(15, 17) + [1], strings: strings)
        #expect(old == DynamicLinks(searchPath: ["/c"], searchPathIsInherited: true))
    }

    @Test func `the host's own shell: its C library and loader are found`() throws {
        let names = try SharedLibraries().closure(of: ["/bin/sh"]).map(\.name)
        #expect(names.contains("libc.so.6"))
        #expect(names.contains { $0.hasPrefix("/lib") && $0.contains("ld-linux") })
    }
}
