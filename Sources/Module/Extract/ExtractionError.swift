// SPDX-License-Identifier: Apache-2.0
import Support

/// An object that the compiler made is not of the form that extraction knows.
/// Nothing has been written.
package enum ExtractionError: Failure, Equatable {
    case object(unit: String, section: String, reason: String)

    package var description: String {
        switch self {
        case .object(let unit, let section, let reason):
            "cannot take \(unit) apart: section \(section): \(reason)"
        }
    }

    package var hint: String? {
        "this compiler or kernel is not supported yet; nothing was built"
    }
}
