// SPDX-License-Identifier: Apache-2.0
import Contract
import Support

/// Where the scheduler runs with a run queue locked or interrupts off, and what must not
/// be done there.
struct LockedContext: Sendable {
    /// Patterns of functions that begin such a context, by their names in the source,
    /// besides the methods of the scheduling classes; not every kernel has all. The
    /// scheduler's timers and inter-processor calls, the work of the stopper threads, and
    /// the tick lock run queues themselves. Checked on 6.1 and 6.12.
    static let roots = globs(
        "__schedule", "finish_task_switch", "try_to_wake_up", "wake_up_new_task",
        "sched_ttwu_pending", "enqueue_task", "dequeue_task", "activate_task",
        "deactivate_task", "check_preempt_curr", "wakeup_preempt", "resched_curr",
        "update_rq_clock", "set_rq_online", "set_rq_offline", "sched*_tick",
        "trigger_load_balance", "sched_balance_trigger", "run_rebalance_domains",
        "sched_balance_softirq", "nohz_csd_func", "rto_push_irq_work_func", "hrtick",
        "__hrtick_start", "dl_task_timer", "inactive_task_timer", "sched_rt_period_timer",
        "sched_cfs_period_timer", "sched_cfs_slack_timer", "__cfsb_csd_unthrottle",
        "migration_cpu_stop", "push_cpu_stop", "__balance_push_cpu_stop",
        "active_load_balance_cpu_stop", "migrate_swap_stop")

    /// What must not be done, and which functions do it.
    struct Deed: Sendable {
        var code: DiagnosticCode
        /// `prints`, as in "`f` prints".
        var does: String
        var why: String
        var hint: String
        /// Patterns of names in compiled code; a name that one of `except` fits is none.
        var names: [Glob]
        var except: [Glob] = []
        /// Words by which the source asks for it, where macros hide the names.
        var words: [String] = []

        func isDone(by name: String) -> Bool {
            names.contains { $0.matches(name) } && !except.contains { $0.matches(name) }
        }
    }

    static let deeds = [prints, allocates, sleeps]

    /// pr_debug() is not among them: nothing is printed unless somebody turns it on.
    private static let prints = Deed(
        code: .printsUnderLock, does: "prints",
        why: "printing wakes up who waits for the console, and waking takes the lock again",
        hint: "print with `printk_deferred()`, or with `trace_printk()`",
        names: globs(
            "_printk", "printk", "vprintk*", "_dev_*", "dev_printk*", "dump_stack*",
            "print_hex_dump*", "show_stack*"),
        except: globs("vprintk_deferred"),
        words: [
            "printk", "pr_emerg", "pr_alert", "pr_crit", "pr_err", "pr_warn", "pr_notice",
            "pr_info", "pr_cont", "pr_info_once", "pr_warn_once", "pr_err_once",
            "pr_info_ratelimited", "pr_warn_ratelimited", "pr_err_ratelimited", "printk_once",
            "printk_ratelimited",
        ])

    private static let allocates = Deed(
        code: .allocatesUnderLock, does: "allocates memory",
        why:
            "with GFP_KERNEL it sleeps, and otherwise it wakes up who frees memory, and waking takes the lock again",
        hint: "allocate in `\(loadHook)()`, and use what is there",
        names: globs(
            "kmalloc*", "__kmalloc*", "kmem_cache_alloc*", "krealloc*", "kvmalloc*", "__kvmalloc*",
            "kvrealloc*", "vmalloc*", "vzalloc*", "__vmalloc*", "kmemdup*", "kstrdup*",
            "kstrndup*", "kasprintf*", "kvasprintf*", "get_zeroed_page*", "__get_free_pages*",
            "get_free_pages*", "__alloc_pages*", "alloc_pages*", "alloc_percpu*",
            "__alloc_percpu*", "pcpu_alloc*", "mempool_alloc*", "alloc_cpumask_var*",
            "zalloc_cpumask_var*"),
        words: [
            "kmalloc", "kzalloc", "kcalloc", "kmalloc_array", "kmalloc_node", "kzalloc_node",
            "kvmalloc", "kvzalloc", "kvcalloc", "vmalloc", "vzalloc", "alloc_percpu",
            "kmem_cache_alloc", "kmem_cache_zalloc", "alloc_page", "alloc_pages",
            "__get_free_page", "kstrdup", "kmemdup",
        ])

    private static let sleeps = Deed(
        code: .sleepsUnderLock, does: "may sleep",
        why: "a task that sleeps there leaves the run queue locked, and the CPU stands still",
        hint:
            "use a raw spinlock (`raw_spin_lock()`), or do it in `\(loadHook)()` or in a function that holds no run queue's lock",
        names: globs(
            "mutex_lock*", "ww_mutex_lock*", "rt_mutex_lock*", "down", "down_*", "percpu_down_*",
            "__percpu_down_*", "schedule", "schedule_timeout*", "schedule_hrtimeout*",
            "schedule_preempt_disabled", "io_schedule*", "yield", "msleep*", "usleep_range*",
            "__cond_resched*", "__SCT__cond_resched", "__SCT__might_resched", "__might_sleep",
            "__might_resched", "__might_fault", "wait_for_completion*", "wait_on_bit*",
            "__wait_on_bit*", "out_of_line_wait_on_bit*", "__wait_rcu_gp", "synchronize_*",
            "rcu_barrier*", "flush_work*", "__flush_work*", "flush_delayed_work",
            "cancel_work_sync", "cancel_delayed_work_sync", "kthread_stop*", "kthread_park",
            "kthread_create*", "stop_machine*", "stop_one_cpu", "stop_two_cpus",
            "cpus_read_lock", "cpus_write_lock", "static_key_enable*", "static_key_disable*",
            "static_key_slow_inc*", "static_key_slow_dec*", "smp_call_function",
            "smp_call_function_many", "smp_call_function_single", "on_each_cpu*", "vfree",
            "kvfree", "__copy_from_user*", "_copy_from_user", "_copy_to_user", "__get_user_?",
            "__put_user_?", "do_exit", "do_group_exit", "make_task_dead", "kthread_exit",
            "kthread_complete_and_exit", "do_task_dead"),
        except: globs("down_trylock", "down_read_trylock", "down_write_trylock"),
        words: [
            "mutex_lock", "mutex_lock_interruptible", "cond_resched", "might_sleep",
            "wait_event", "wait_event_interruptible", "get_user", "put_user", "copy_from_user",
            "copy_to_user", "static_branch_enable", "static_branch_disable", "synchronize_rcu",
        ])

    private static var loadHook: String { RuntimeContract.current.hooks.load }

    private static func globs(_ names: String...) -> [Glob] { names.map { Glob($0) } }
}
