// SPDX-License-Identifier: Apache-2.0
import Support

/// What a host needs to know of an installed variant besides its module.
package struct VariantRecord: Sendable, Codable, Equatable {
    package static let currentSchema = 1
    package var schema = VariantRecord.currentSchema
    package var name: VariantName
    package var version: String
    package var summary: String
    package var kernel: KernelRelease
    package var buildID: BuildID
    /// Link-time address of `_text`.
    package var textBase: UInt64
    package var module: String
    package var parameters: Parameters
    /// Functions of the kernel whose code differs from the stock kernel's, by
    /// source name, sorted. Nil in packages made before it was recorded.
    package var changedFunctions: [String]?

    /// Applied after load, undone at unload.
    package struct Parameters: Sendable, Codable, Equatable {
        package var schedFeatures: [String] = []
        package var sysctl: [String: String] = [:]
        package init(schedFeatures: [String] = [], sysctl: [String: String] = [:]) {
            self.schedFeatures = schedFeatures
            self.sysctl = sysctl
        }
    }

    package init(
        name: VariantName, version: String, summary: String, kernel: KernelRelease,
        buildID: BuildID, textBase: UInt64, module: String, parameters: Parameters
    ) {
        self.name = name
        self.version = version
        self.summary = summary
        self.kernel = kernel
        self.buildID = buildID
        self.textBase = textBase
        self.module = module
        self.parameters = parameters
    }
}
