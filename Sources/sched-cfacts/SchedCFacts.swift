// SPDX-License-Identifier: Apache-2.0
import ClangReader
import Foundation
import SchedModel

/// Reads a `SourceFactsRequest` on standard input, prints `SourceFacts`. It has
/// one user, sched, which runs it in the kernel's source tree.
@main
struct SchedCFacts {
    static func main() async {
        do {
            let input = FileHandle.standardInput.readDataToEndOfFile()
            let request = try JSONDecoder().decode(SourceFactsRequest.self, from: input)
            let facts = try await SourceReader.read(request)
            FileHandle.standardOutput.write(try JSONEncoder().encode(facts))
        } catch let error as ReadingError {
            fail("\(error)")
        } catch {
            fail("the request cannot be read: \(error)")
        }
    }

    private static func fail(_ message: String) -> Never {
        FileHandle.standardError.write(Data("\(message)\n".utf8))
        exit(1)
    }
}
