// SPDX-License-Identifier: Apache-2.0
import Boundary
import Contract

extension Boundary {
    /// With the redirects of the built module: extraction adds functions whose address
    /// the variant takes.
    func redirecting(_ list: [Redirect]) -> Boundary {
        var result = self
        result.redirects = list.map(\.symbol).sorted()
        let offsets = Dictionary(
            list.map { ($0.symbol, $0.siteOffset) }, uniquingKeysWith: { first, _ in first })
        for (index, function) in functions.enumerated() {
            guard let offset = function.symbol.flatMap({ offsets[$0] }) else { continue }
            result.functions[index].siteOffset = offset
        }
        return result
    }
}
