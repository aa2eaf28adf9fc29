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
 * restore; after it nothing can fail. Closing and removing the gates (gates.c)
 * is such a stop too, without tasks to move.
 *
 * Held across a stop: cpus_read_lock(), so that the online CPUs stay the same;
 * text_mutex, so that no kprobe, jump label, static call or tracer is halfway
 * through changing the same text. Inside, interrupts are off on all CPUs and
 * none waits for another but in meet(); all come to the same meetings.
 */
#include <linux/cpu.h>
#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/memory.h>
#include <linux/moduleparam.h>
#include <linux/nmi.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/stop_machine.h>
#include <asm/sync_core.h>
#include "variant.h"

/* 20 attempts take about a second: short sleepers are gone long before. */
static unsigned int attempts = 20;
module_param(attempts, uint, 0644);
MODULE_PARM_DESC(attempts, "how often a busy load or unload is tried");

/* After so many failures the redirected system calls are held back. */
static unsigned int free_attempts = 3;
module_param(free_attempts, uint, 0644);
MODULE_PARM_DESC(free_attempts, "how many of these before system calls are held back");

struct stop {
	enum variant_act act;
	bool loaded;			/* for VARIANT_REMOVE_GATES */
	unsigned int cpus;
	atomic_t ranks;
	atomic_t arrivals;
	atomic_t in_the_way;		/* set before the second meeting only */
	atomic_t stuck;			/* set before the third meeting only */
	atomic_t miscounted;
	atomic_t described;
	u64 began, checked, emptied, written, ended;	/* by the CPU of rank 0 */
	unsigned long *entries;		/* STACK_ENTRIES for each rank */
	struct variant_blocker blocker;
};

/* Waits with interrupts off until all CPUs have come to the `step`-th meeting. */
static void meet(struct stop *stop, int step)
{
	touch_nmi_watchdog();
	smp_mb__before_atomic();
	atomic_inc(&stop->arrivals);
	while (atomic_read_acquire(&stop->arrivals) < step * (int)stop->cpus)
		cpu_relax();
}

static void note_time(unsigned int rank, u64 *time)
{
	if (rank == 0)
		*time = ktime_get_mono_fast_ns();
}

static void give_up(struct stop *stop, atomic_t *reason, const struct variant_blocker *blocker)
{
	if (!atomic_xchg(&stop->described, 1))
		stop->blocker = *blocker;
	atomic_set(reason, 1);
}

static void check_stacks(struct stop *stop, unsigned int rank)
{
	unsigned long *entries = stop->entries + (size_t)rank * STACK_ENTRIES;
	struct variant_blocker blocker = {};

	if (!stacks_own_clear(stop->act, entries, &blocker) ||
	    !stacks_share_clear(stop->act, rank, stop->cpus, entries, &blocker) ||
	    !tasks_queued_clear(stop->act, entries, &blocker))
		give_up(stop, &stop->in_the_way, &blocker);
}

static void exchange(struct stop *stop, unsigned int rank)
{
	bool load = stop->act == VARIANT_LOAD;
	const struct variant_engine *old = load ? &variant_stock_engine : &variant_own_engine;
	const struct variant_engine *new = load ? &variant_own_engine : &variant_stock_engine;
	struct variant_blocker blocker = {};
	bool stuck;

	if (!tasks_take_off(old, &blocker))
		give_up(stop, &stop->stuck, &blocker);
	meet(stop, 3);
	note_time(rank, &stop->emptied);
	stuck = atomic_read(&stop->stuck);
	if (rank == 0 && !stuck)
		text_write(load);
	meet(stop, 4);
	sync_core();
	note_time(rank, &stop->written);
	if (!tasks_put_back(stuck ? old : new))
		atomic_inc(&stop->miscounted);
	meet(stop, 5);
}

static void exchange_gates(struct stop *stop, unsigned int rank)
{
	if (rank == 0 && stop->act == VARIANT_CLOSE_GATES)
		gates_write();
	else if (rank == 0)
		gates_unwrite(stop->loaded);
	meet(stop, 3);
	sync_core();
}

static int on_each_cpu_stopped(void *data)
{
	struct stop *stop = data;
	unsigned int rank = atomic_fetch_inc(&stop->ranks);

	meet(stop, 1);
	note_time(rank, &stop->began);
	/* In place of a gate's jump no task can be but before it. */
	if (stop->act != VARIANT_REMOVE_GATES)
		check_stacks(stop, rank);
	meet(stop, 2);
	note_time(rank, &stop->checked);
	if (!atomic_read(&stop->in_the_way)) {
		if (stop->act == VARIANT_LOAD || stop->act == VARIANT_UNLOAD)
			exchange(stop, rank);
		else if (stop->act != VARIANT_LEAVE_GATES)
			exchange_gates(stop, rank);
	}
	note_time(rank, &stop->ended);
	return 0;
}

/*
 * Stops the machine once. -EBUSY: a task is in the way; -EEXIST: a site does
 * not hold what it must. Then nothing has changed.
 */
static int stop_once(struct stop *stop, u64 *duration)
{
	u64 start;
	int err;

	stop->entries = kvcalloc((size_t)nr_cpu_ids * STACK_ENTRIES, sizeof(long), GFP_KERNEL);
	if (!stop->entries)
		return -ENOMEM;
	cpus_read_lock();
	mutex_lock(&text_mutex);
	stop->cpus = num_online_cpus();
	err = text_check(&stop->blocker);
	if (!err) {
		start = ktime_get_mono_fast_ns();
		err = stop_machine_cpuslocked(on_each_cpu_stopped, stop, cpu_online_mask);
		*duration = ktime_get_mono_fast_ns() - start;
	}
	mutex_unlock(&text_mutex);
	cpus_read_unlock();
	kvfree(stop->entries);
	if (!err && (atomic_read(&stop->in_the_way) || atomic_read(&stop->stuck)))
		err = -EBUSY;
	return err;
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

static int attempt(bool load, struct variant_report *report)
{
	struct stop stop = { .act = load ? VARIANT_LOAD : VARIANT_UNLOAD };
	int err;

	report->threads = count_threads();
	err = tasks_prepare(report->threads);
	if (err)
		return err;
	err = stop_once(&stop, &report->stop_ns);
	report->cpus = stop.cpus;
	report->handler_ns = stop.ended - stop.began;
	report->stack_check_ns = stop.checked - stop.began;
	report->write_ns = stop.written - stop.emptied;
	report->moved = tasks_moved();
	report->blocker = stop.blocker;
	tasks_release();
	if (atomic_read(&stop.miscounted))
		pr_warn("sched_variant: %s: a run queue's counts changed while its tasks moved\n",
			variant_name);
	return err;
}

static bool close_gates(void)
{
	struct stop stop = { .act = VARIANT_CLOSE_GATES };
	u64 duration;

	if (!gates_any())
		return false;
	gates_shut();
	if (!stop_once(&stop, &duration))
		return true;
	gates_open();
	return false;
}

/* Goes on until it is done: a system call must not stay behind a gate. */
static void remove_gates(bool loaded)
{
	for (;;) {
		struct stop stop = { .act = VARIANT_REMOVE_GATES, .loaded = loaded };
		u64 duration;

		if (!stop_once(&stop, &duration))
			return;
		msleep(100);
	}
}

/*
 * Waits until no task is in a stub, whose code may be freed then. The counter
 * does not cover a stub's first and last few instructions, where a task can be
 * preempted; so all stacks are looked at. Should one not unwind again and
 * again: such a task does not sleep before it has left the stub, which is what
 * synchronize_rcu_tasks() waits for, if long under load.
 */
static void leave_gates(void)
{
	unsigned int tries;

	for (tries = 0; tries < attempts; tries++) {
		struct stop stop = { .act = VARIANT_LEAVE_GATES };
		u64 duration;

		gates_drain();
		if (!stop_once(&stop, &duration)) {
			gates_left();
			return;
		}
		msleep(10);
	}
	synchronize_rcu_tasks();
	gates_left();
}

static int try_repeatedly(bool load, struct variant_report *report)
{
	int err;

	for (;;) {
		report->attempts++;
		err = attempt(load, report);
		if (err != -EBUSY || report->attempts >= attempts)
			return err;
		if (!report->gated && report->attempts >= free_attempts)
			report->gated = close_gates();
		msleep(min(1U << min(report->attempts, 6U), 50U));
	}
}

/*
 * Loads or unloads, trying again while tasks are in the way.
 * 0: done. -EBUSY, -EEXIST (a site does not hold what it must), -ENOMEM:
 * nothing has changed. After an unload, and after a load that failed, no task
 * is in the module's code, the calling one apart.
 */
int transition_run(bool load, struct variant_report *report)
{
	u64 start = ktime_get_mono_fast_ns();
	int err;

	memset(report, 0, sizeof(*report));
	err = text_map();
	if (err)
		return err;
	err = try_repeatedly(load, report);
	if (report->gated) {
		if (err)
			remove_gates(!load);
		gates_open();
	}
	if (gates_used() && (load ? err : !err))
		leave_gates();
	text_unmap();
	report->total_ns = ktime_get_mono_fast_ns() - start;
	return err;
}
