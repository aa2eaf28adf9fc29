// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Packaging

@Suite struct XMLScannerTests {
    private func events(_ text: String) throws -> [XMLScanner.Event] {
        var found: [XMLScanner.Event] = []
        try XMLScanner.scan(Array(text.utf8)) { found.append($0) }
        return found
    }

    @Test func `elements attributes and text`() throws {
        let found = try events(
            "<?xml version=\"1.0\"?><!-- a > b -->\n<a x='1' y = \"&lt;&#65;&#x42;&amp;\">t&gt;<rpm:b/>"
                + "<![CDATA[<raw>&]]></a>\n")
        #expect(
            found == [
                .start("a", ["x": "1", "y": "<AB&"]), .text("t>"), .start("rpm:b", [:]),
                .end("rpm:b"), .text("<raw>&"), .end("a"),
            ])
    }

    @Test(arguments: [
        "<a>", "<a></b>", "<a", "<a x=1/>", "<a x='1/>", "</a>", "<a>&bomb;</a>", "<a>&lt</a>",
        "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "<a><![CDATA[</a>", "<!-- <a/>", "<>",
        "<a>&#xD800;</a>",
        String(repeating: "<a>", count: 100),
    ])
    func `malformed is refused`(text: String) {
        #expect(throws: XMLScanner.Malformed.self) { try events(text) }
    }
}

@Suite struct RepositoryMetadataTests {
    static let primary = """
        <metadata xmlns="x" xmlns:rpm="y" packages="2"><package type="rpm">
          <name>scheduler-throughput</name><arch>x86_64</arch>
          <version epoch="0" ver="1.2" rel="1.6.1.0_56_cloud_amd64"/>
          <checksum type="sha256" pkgid="YES">abc</checksum>
          <summary>Fewer &amp; longer</summary><size package="10" installed="20" archive="30"/>
          <location href="packages/a.rpm"/>
          <format><rpm:provides>
            <rpm:entry name="scheduler-variant(throughput)" flags="EQ" epoch="0" ver="1.2"/>
            <rpm:entry name="scheduler-variant-kernel(6.1.0-56-cloud-amd64)"/>
          </rpm:provides><rpm:requires><rpm:entry name="scheduler-variant(no)"/></rpm:requires>
          </format></package>
        <package type="rpm"><name>other</name><arch>noarch</arch>
          <version epoch="3" ver="1" rel="2"/></package></metadata>
        """

    @Test func packages() throws {
        let found = try RepositoryMetadata.packages(Array(Self.primary.utf8))
        #expect(
            found.map { "\($0.nevra)" } == [
                "scheduler-throughput-1.2-1.6.1.0_56_cloud_amd64.x86_64", "other-3:1-2.noarch",
            ])
        let variant = try #require(found[0].variant)
        #expect(variant.variant.rawValue == "throughput")
        #expect(variant.kernel.rawValue == "6.1.0-56-cloud-amd64")
        #expect(variant.version == "1.2")
        #expect(variant.summary == "Fewer & longer")
        #expect(variant.size == 10 && variant.sha256.hex == "abc")
        #expect(found[1].variant == nil)
        #expect(found[0].provides.count == 2)
    }

    @Test func index() throws {
        let text = """
            <repomd><revision>1</revision><data type="primary">
              <checksum type="sha256">aa</checksum><open-checksum type="sha256">bb</open-checksum>
              <location href="repodata/p.xml.gz"/><timestamp>5</timestamp><size>7</size>
              <open-size>9</open-size></data><data type="other"><location href="o"/></data></repomd>
            """
        #expect(
            try RepositoryMetadata.index(Array(text.utf8)) == [
                MetadataFile(type: "primary", location: "repodata/p.xml.gz", sha256: "aa", size: 7),
                MetadataFile(type: "other", location: "o"),
            ])
    }
}
