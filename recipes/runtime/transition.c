// SPDX-License-Identifier: GPL-2.0-only
/*
 * The load and the unload: one stop_machine() in which
 *
 *   1. all CPUs have arrived,
 *   2. each checks its share of the stacks           (may still give up)
 *   3. each takes the tasks off its run queue        (may still give up)
 *   4. one writes the sites and the class tables, every CPU serialises
 *   5. each puts its tasks back with the new code.
 *
 * Before step 4 nothing has changed that step 5 with the old code does not
 * restore; after it nothing can fail.
 */
#include <linux/cpu.h>
#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/moduleparam.h>
#include <linux/nmi.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/stop_machine.h>
#include <asm/sync_core.h>
#include "variant.h"

static unsigned int attempts = 20;
module_param(attempts, uint, 0644);
MODULE_PARM_DESC(attempts, "how often a busy load or unload is tried");

struct transition {
	bool load;
	unsigned int cpus;
	atomic_t ranks;
	atomic_t arrivals;
	atomic_t in_the_way;		/* set before the second meeting only */
	atomic_t stuck;			/* set before the third meeting only */
	atomic_t miscounted;
	atomic_t described;
	u64 began, checked, ended;	/* taken by the CPU of rank 0 */
	unsigned long *entries;		/* STACK_ENTRIES for each rank */
	struct variant_blocker blocker;
};

/* Waits with interrupts off until all CPUs have come to the `step`-th meeting. */
static void meet(struct transition *t, int step)
{
	atomic_inc(&t->arrivals);
	while (atomic_read_acquire(&t->arrivals) < step * (int)t->cpus) {
		cpu_relax();
		touch_nmi_watchdog();
	}
}

static void give_up(struct transition *t, atomic_t *reason, const struct variant_blocker *blocker)
{
	if (!atomic_xchg(&t->described, 1))
		t->blocker = *blocker;
	atomic_set(reason, 1);
}

static void check_stacks(struct transition *t, unsigned int rank)
{
	unsigned long *entries = t->entries + (size_t)rank * STACK_ENTRIES;
	struct variant_blocker blocker = {};

	if (!stacks_share_clear(t->load, rank, t->cpus, entries, &blocker) ||
	    !tasks_queued_clear(t->load, entries, &blocker))
		give_up(t, &t->in_the_way, &blocker);
}

static void exchange(struct transition *t, unsigned int rank)
{
	const struct variant_engine *old = t->load ? &variant_stock_engine : &variant_own_engine;
	const struct variant_engine *new = t->load ? &variant_own_engine : &variant_stock_engine;
	struct variant_blocker blocker = {};
	bool stuck;

	if (!tasks_take_off(old, &blocker))
		give_up(t, &t->stuck, &blocker);
	meet(t, 3);
	stuck = atomic_read(&t->stuck);
	if (rank == 0 && !stuck)
		text_write(t->load);
	meet(t, 4);
	sync_core();
	if (!tasks_put_back(stuck ? old : new))
		atomic_inc(&t->miscounted);
	meet(t, 5);
}

static int on_each_cpu_stopped(void *data)
{
	struct transition *t = data;
	unsigned int rank = atomic_fetch_inc(&t->ranks);

	meet(t, 1);
	if (rank == 0)
		t->began = ktime_get_mono_fast_ns();
	check_stacks(t, rank);
	meet(t, 2);
	if (rank == 0)
		t->checked = ktime_get_mono_fast_ns();
	if (!atomic_read(&t->in_the_way))
		exchange(t, rank);
	if (rank == 0)
		t->ended = ktime_get_mono_fast_ns();
	return 0;
}

static unsigned int count_threads(void)
{
	struct task_struct *process, *task;
	unsigned int count = 0;

	rcu_read_lock();
	for_each_process_thread(process, task)
		count++;
	rcu_read_unlock();
	return count;
}

/* One attempt. -EBUSY: a task is in the way and nothing has changed. */
static int attempt(bool load, struct variant_report *report)
{
	struct transition t = { .load = load };
	u64 start;
	int err;

	report->threads = count_threads();
	tasks_reset();
	err = tasks_prepare(report->threads);
	if (err)
		return err;
	cpus_read_lock();
	t.cpus = num_online_cpus();
	report->cpus = t.cpus;
	t.entries = kvcalloc((size_t)t.cpus * STACK_ENTRIES, sizeof(long), GFP_KERNEL);
	err = t.entries ? text_check(!load, &t.blocker) : -ENOMEM;
	if (!err) {
		start = ktime_get_mono_fast_ns();
		err = stop_machine_cpuslocked(on_each_cpu_stopped, &t, cpu_online_mask);
		report->stop_ns = ktime_get_mono_fast_ns() - start;
		report->handler_ns = t.ended - t.began;
		report->stack_check_ns = t.checked - t.began;
	}
	cpus_read_unlock();
	kvfree(t.entries);
	report->moved = tasks_moved();
	tasks_release();
	report->blocker = t.blocker;
	if (atomic_read(&t.miscounted))
		pr_warn("sched_variant: %s: a run queue's counts changed while its tasks moved\n",
			variant_name);
	if (!err && (atomic_read(&t.in_the_way) || atomic_read(&t.stuck)))
		err = -EBUSY;
	return err;
}

/*
 * Loads or unloads, trying again while tasks are in the way.
 * 0: done. -EBUSY, -EEXIST (a site does not hold what it must), -ENOMEM:
 * nothing has changed.
 */
int transition_run(bool load, struct variant_report *report)
{
	u64 start = ktime_get_mono_fast_ns();
	int err;

	memset(report, 0, sizeof(*report));
	for (;;) {
		report->attempts++;
		err = attempt(load, report);
		if (err != -EBUSY || report->attempts >= attempts)
			break;
		msleep(min(1U << min(report->attempts, 6U), 50U));
	}
	report->total_ns = ktime_get_mono_fast_ns() - start;
	return err;
}
