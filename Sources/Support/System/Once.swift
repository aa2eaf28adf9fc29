// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// A value that is made when it is first asked for, and only then; who asks
/// while it is being made waits.
package final class Once<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)
    package init() {}

    /// What `make` throws is not kept: the next one who asks tries again.
    package func callAsFunction(_ make: () throws -> Value) rethrows -> Value {
        try value.withLock { known in
            if let known { return known }
            let made = try make()
            known = made
            return made
        }
    }
}
