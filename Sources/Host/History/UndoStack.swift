// SPDX-License-Identifier: Apache-2.0

/// The schedulers that ran one after the other since the machine started, as far
/// as one can go back: what rollback walks.
///
/// A boot begins with the stock scheduler. Each operation that was done and left
/// another scheduler than before adds a state. Rollback adds none but takes the
/// last one away, so that one rollback after another goes further back:
///
///     install A   stock A
///     switch B    stock A B
///     rollback    stock A      (A runs)
///     rollback    stock        (stock runs)
///     rollback    nothing to go back to
struct UndoStack: Equatable {
    private(set) var states: [SchedulerState] = [.stock]

    /// - Parameter records: of one boot, oldest first. Only `done` ones count.
    init(_ records: [HistoryRecord]) {
        for record in records where record.outcome == .done && record.before != record.after {
            if record.verb == .rollback {
                back(to: record.after)
            } else {
                advance(from: record.before, to: record.after)
            }
        }
    }

    /// A state that the history missed (an interrupted switch that the kernel
    /// had completed) becomes a state of its own.
    private mutating func advance(from: SchedulerState, to: SchedulerState) {
        if states.last != from { states.append(from) }
        states.append(to)
    }

    private mutating func back(to state: SchedulerState) {
        if states.last == state { return }
        if states.dropLast().last == state {
            states.removeLast()
        } else {
            states.append(state)
        }
    }

    /// Where rollback goes from what the kernel says is running; nil when there
    /// is nothing to go back to.
    func target(from current: SchedulerState) -> SchedulerState? {
        if states.last != current { return states.last }
        return states.dropLast().last
    }
}
