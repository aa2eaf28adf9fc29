// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Contract
import TestSupport

@Suite struct RuntimeContractTests {
    @Test func `recipes/runtime/contract.h is the contract`() throws {
        let header = RuntimeContract.current.header
        #expect(try GoldenFile.difference(header, from: "recipes/runtime/contract.h") == nil)
    }

    @Test func `a renamed symbol, file or word is in the header`() {
        var renamed = RuntimeContract()
        renamed.symbolPrefix = "mine_"
        renamed.logTag = "other"
        renamed.hooks.unload = "leave"
        renamed.sysfs.stackCheck = "stacks"
        for line in [
            "#define VARIANT_OWN(symbol) mine_##symbol", "#define VARIANT_LOG_TAG \"other\"",
            "void leave(void);", "#define VARIANT_SYSFS_STACK_CHECK \"stacks\"",
        ] {
            #expect(renamed.header.contains(line + "\n"))
            #expect(!RuntimeContract.current.header.contains(line + "\n"))
        }
    }

    /// The sources of the runtime without the header that is made from the contract.
    private static func runtime() throws -> String {
        try Checkout.files(below: "recipes/runtime", withExtensions: ["c", "h", "S"])
            .filter { !$0.hasSuffix("/contract.h") }.map(Checkout.text).joined()
    }

    @Test func `the runtime uses every name of the header`() throws {
        let runtime = try Self.runtime()
        let names = RuntimeContract.current.header.matches(of: /#define (VARIANT_\w+)[ (]/)
        #expect(names.count > 25)
        for name in names { #expect(runtime.contains(name.1), "\(name.1)") }
    }

    @Test func `the runtime has every symbol that Swift names`() throws {
        let runtime = try Self.runtime()
        let contract = RuntimeContract.current
        for symbol in [
            contract.baseSymbol, contract.switchFunction, contract.scheduleThunk,
            contract.textStart, contract.textEnd,
        ] { #expect(runtime.contains(symbol), "\(symbol)") }
        for entry in RuntimeContract.entries(hasServers: true) {
            #expect(runtime.contains(entry), "\(entry)")
        }
    }
}
