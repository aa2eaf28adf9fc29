// SPDX-License-Identifier: Apache-2.0
import Support

/// Why a package could not be made. Nothing is left in the output directory.
package enum PackagingError: Failure, Equatable {
    case unknownPlaceholder(String)
    /// rpmbuild ended well, but the package is not what was asked for.
    case unexpectedResult(expected: String, found: [String])
    case differingVariants(module: String, record: String)

    package var description: String {
        switch self {
        case .unknownPlaceholder(let name):
            "the spec template has the unknown placeholder @\(name)@"
        case .unexpectedResult(let expected, let found):
            "rpmbuild made \(found.isEmpty ? "nothing" : found.joined(separator: ", "))"
                + " instead of \(expected)"
        case .differingVariants(let module, let record):
            "the module is \(module), but its record says \(record)"
        }
    }

    package var hint: String? {
        guard case .unknownPlaceholder = self else { return nil }
        return "recipes/packaging/ must be of the same version as the program"
    }
}
