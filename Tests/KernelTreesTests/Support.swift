// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import SchedModel
import SystemIO
import SystemPackage

func loadLock(_ path: FilePath) throws -> Lock {
    try JSONDecoder().decode(Lock.self, from: Data(Files.read(path)))
}
