// SPDX-License-Identifier: Apache-2.0

extension DiagnosticGroup {
    static let locking = DiagnosticGroup(
        title: "What is done where run queues are locked",
        introduction: """
            A new call, in comparison with the kernel's own objects, in a function that the
            methods of a scheduling class, `__schedule()`, a wake-up, the tick or one of the
            scheduler's timers reach.
            """,
        codes: [.printsUnderLock, .allocatesUnderLock, .sleepsUnderLock])
}

// MARK: What is done where run queues are locked

extension DiagnosticCode {
    package static let printsUnderLock = DiagnosticCode(
        "prints-under-lock",
        title: "A message is printed where a run queue may be locked.",
        checked: """
            Nothing reached with a run queue locked calls `printk()` or a function like it,
            beyond what the kernel's own scheduler does. `pr_debug()` is let pass: it prints
            only when somebody turns it on.
            """,
        why: """
            Printing wakes up who waits for the console, and waking takes a run queue's lock:
            the CPU waits for itself, with interrupts off. It happens only when somebody is
            waiting, which tests seldom show.
            """,
        instead: "Print with `printk_deferred()`, or trace with `trace_printk()`.",
        example: """
            change.patch:7:1: error: `wakeup_gran` prints (`_printk`) where a run queue may be locked: printing wakes up who waits for the console, and waking takes the lock again [prints-under-lock]
              note: the way there: `fair_sched_class` → `check_preempt_wakeup` → `wakeup_gran`
              hint: print with `printk_deferred()`, or with `trace_printk()`
            """)

    package static let allocatesUnderLock = DiagnosticCode(
        "allocates-under-lock",
        title: "Memory is allocated where a run queue may be locked.",
        checked: """
            Nothing reached with a run queue locked allocates memory, whatever its flags.
            """,
        why: """
            With GFP_KERNEL it sleeps. With GFP_ATOMIC or GFP_NOWAIT it wakes up kswapd when
            memory is short, and waking takes a run queue's lock.
            """,
        instead: """
            Allocate in [`sched_variant_load()`](develop.md#hooks), and free in
            `sched_variant_unload()`.
            """,
        example: """
            change.patch:7:1: error: `wakeup_preempt_entity` allocates memory (`kmalloc_trace`) where a run queue may be locked: with GFP_KERNEL it sleeps, and otherwise it wakes up who frees memory, and waking takes the lock again [allocates-under-lock]
              note: the way there: `fair_sched_class` → `check_preempt_wakeup` → `wakeup_preempt_entity`
              hint: allocate in `sched_variant_load()`, and use what is there
            """)

    package static let sleepsUnderLock = DiagnosticCode(
        "sleeps-under-lock",
        title: "Something that may sleep, or ends the task, where a run queue may be locked.",
        checked: """
            Nothing reached with a run queue locked takes a mutex or a semaphore, waits,
            reschedules, touches user memory, flips a static key or exits.
            """,
        why: """
            A task that sleeps there leaves the run queue locked: the next one that wants it
            waits for ever, with interrupts off.
            """,
        instead: """
            Use a raw spinlock; or do it in [`sched_variant_load()`](develop.md#hooks), or in a
            function that holds no run queue's lock.
            """,
        example: """
            change.patch:7:1: error: `wakeup_preempt_entity` may sleep (`mutex_lock`) where a run queue may be locked: a task that sleeps there leaves the run queue locked, and the CPU stands still [sleeps-under-lock]
              note: the way there: `fair_sched_class` → `check_preempt_wakeup` → `wakeup_preempt_entity`
              hint: use a raw spinlock (`raw_spin_lock()`), or do it in `sched_variant_load()` or in a function that holds no run queue's lock
            """)
}
