// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import SystemPackage
@testable import Kernel
@testable import Manifest
@testable import Support

func loadLock(_ path: FilePath) throws -> Lock {
    try JSONDecoder().decode(Lock.self, from: Data(Files.read(path)))
}
