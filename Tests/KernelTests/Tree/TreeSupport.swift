// SPDX-License-Identifier: Apache-2.0
import SystemPackage
@testable import Kernel
@testable import Manifest
@testable import Support

func loadLock(_ path: FilePath) throws -> Lock {
    try CanonicalJSON.decode(from: Files.read(path))
}
