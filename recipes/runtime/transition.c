// SPDX-License-Identifier: GPL-2.0-only
/*
 * The load and the unload: one stop_machine() whose handler goes through the
 * phases of enum variant_phase on all CPUs at once.
 *
 * Until PHASE_PATCH nothing has changed that PHASE_ENQUEUE with the old code does
 * not restore; after it nothing can fail. Closing and removing the gates (gates.c)
 * is such a stop too, without tasks to move.
 *
 * Held across a stop: cpus_read_lock(), so that the online CPUs stay the same;
 * text_mutex, so that no kprobe, jump label, static call or tracer is halfway
 * through changing the same text. Inside, interrupts are off on all CPUs and
 * none waits for another but in variant_barrier(); all come to the same barriers.
 */
#include "variant.h"
#include <linux/cpu.h>
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/ktime.h>
#include <linux/lockdep.h>
#include <linux/memory.h>
#include <linux/moduleparam.h>
#include <linux/nmi.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/stop_machine.h>
#include <asm/sync_core.h>

/* 20 attempts take about a second: short sleepers are gone long before. */
static unsigned int attempts = 20;
module_param(attempts, uint, 0644);
MODULE_PARM_DESC(attempts, "how often a busy load or unload is tried");

/* After so many failures the redirected system calls are held back. */
static unsigned int free_attempts = 3;
module_param(free_attempts, uint, 0644);
MODULE_PARM_DESC(free_attempts, "how many of these before system calls are held back");

/* A barrier ends each phase: no CPU begins the next before all have ended it. */
enum variant_phase {
	PHASE_ARRIVE,			/* every CPU enters the handler */
	PHASE_CHECK,			/* each checks its share of the stacks; may give up */
	PHASE_DEQUEUE,			/* each empties its run queue; may give up */
	PHASE_PATCH,			/* one writes the sites and the class tables */
	PHASE_ENQUEUE,			/* each serialises, then restores its run queue */
	PHASES
};

struct variant_stop {
	enum variant_act act;
	bool loaded;			/* for VARIANT_REMOVE_GATES */
	unsigned int cpus;
	atomic_t ranks;
	atomic_t arrivals[PHASES];	/* CPUs that have ended the phase */
	atomic_t in_the_way;		/* set in PHASE_CHECK only */
	atomic_t stuck;			/* set in PHASE_DEQUEUE only */
	atomic_t miscounted;
	atomic_t described;
	u64 began, checked, emptied, written, ended;	/* by the CPU of rank 0 */
	unsigned long *entries;		/* VARIANT_STACK_ENTRIES for each rank */
	struct variant_blocker blocker;
};

/* Waits with interrupts off until all CPUs have ended the phase. */
static void variant_barrier(struct variant_stop *stop, enum variant_phase phase)
{
	atomic_t *arrivals = &stop->arrivals[phase];

	lockdep_assert_irqs_disabled();
	touch_nmi_watchdog();
	/* What was done in the phase is seen by all that leave: pairs with acquire. */
	smp_mb__before_atomic();
	atomic_inc(arrivals);
	while (atomic_read_acquire(arrivals) < (int)stop->cpus)
		cpu_relax();
}

static void variant_note_time(unsigned int rank, u64 *time)
{
	if (rank == 0)
		*time = ktime_get_mono_fast_ns();
}

static void variant_give_up(struct variant_stop *stop, atomic_t *reason,
			    const struct variant_blocker *blocker)
{
	if (!atomic_xchg(&stop->described, 1))
		stop->blocker = *blocker;
	atomic_set(reason, 1);
}

static void variant_check_stacks(struct variant_stop *stop, unsigned int rank)
{
	unsigned long *entries = stop->entries + (size_t)rank * VARIANT_STACK_ENTRIES;
	struct variant_blocker blocker = {};

	if (!variant_own_stack_clear(stop->act, entries, &blocker) ||
	    !variant_listed_stacks_clear(stop->act, rank, stop->cpus, entries, &blocker) ||
	    !variant_queued_stacks_clear(stop->act, entries, &blocker))
		variant_give_up(stop, &stop->in_the_way, &blocker);
}

/* From PHASE_DEQUEUE on. */
static void variant_exchange(struct variant_stop *stop, unsigned int rank)
{
	bool load = stop->act == VARIANT_LOAD;
	enum variant_side old = load ? VARIANT_STOCK_SIDE : VARIANT_OWN_SIDE;
	enum variant_side new = load ? VARIANT_OWN_SIDE : VARIANT_STOCK_SIDE;
	struct variant_blocker blocker = {};
	bool stuck;

	if (!variant_dequeue_tasks(old, &blocker))
		variant_give_up(stop, &stop->stuck, &blocker);
	variant_barrier(stop, PHASE_DEQUEUE);
	variant_note_time(rank, &stop->emptied);
	stuck = atomic_read(&stop->stuck);
	if (rank == 0 && !stuck)
		variant_patch_write(load);
	variant_barrier(stop, PHASE_PATCH);
	sync_core();
	variant_note_time(rank, &stop->written);
	if (!variant_enqueue_tasks(stuck ? old : new))
		atomic_inc(&stop->miscounted);
	variant_barrier(stop, PHASE_ENQUEUE);
}

/* From PHASE_PATCH on; there is nothing to dequeue. */
static void variant_exchange_gates(struct variant_stop *stop, unsigned int rank)
{
	if (rank == 0 && stop->act == VARIANT_CLOSE_GATES)
		variant_gates_write();
	else if (rank == 0)
		variant_gates_remove(stop->loaded);
	variant_barrier(stop, PHASE_PATCH);
	sync_core();
}

static int variant_stopped(void *data)
{
	struct variant_stop *stop = data;
	unsigned int rank = atomic_fetch_inc(&stop->ranks);

	variant_barrier(stop, PHASE_ARRIVE);
	variant_note_time(rank, &stop->began);
	/* In place of a gate's jump no task can be but before it. */
	if (stop->act != VARIANT_REMOVE_GATES)
		variant_check_stacks(stop, rank);
	variant_barrier(stop, PHASE_CHECK);
	variant_note_time(rank, &stop->checked);
	if (!atomic_read(&stop->in_the_way)) {
		if (stop->act == VARIANT_LOAD || stop->act == VARIANT_UNLOAD)
			variant_exchange(stop, rank);
		else if (stop->act != VARIANT_LEAVE_GATES)
			variant_exchange_gates(stop, rank);
	}
	variant_note_time(rank, &stop->ended);
	return 0;
}

/*
 * Stops the machine once. -EBUSY: a task is in the way; -EEXIST: a site does
 * not hold what it must. Then nothing has changed.
 */
static int variant_stop_once(struct variant_stop *stop, u64 *duration)
{
	u64 start;
	int err;

	stop->entries = kvcalloc((size_t)nr_cpu_ids * VARIANT_STACK_ENTRIES, sizeof(long),
				 GFP_KERNEL);
	if (!stop->entries)
		return -ENOMEM;
	cpus_read_lock();
	mutex_lock(&text_mutex);
	stop->cpus = num_online_cpus();
	err = variant_patch_check(&stop->blocker);
	if (!err) {
		start = ktime_get_mono_fast_ns();
		err = stop_machine_cpuslocked(variant_stopped, stop, cpu_online_mask);
		*duration = ktime_get_mono_fast_ns() - start;
	}
	mutex_unlock(&text_mutex);
	cpus_read_unlock();
	kvfree(stop->entries);
	if (!err && (atomic_read(&stop->in_the_way) || atomic_read(&stop->stuck)))
		err = -EBUSY;
	return err;
}

static unsigned int variant_count_threads(void)
{
	struct task_struct *process, *task;
	unsigned int count = 0;

	rcu_read_lock();
	for_each_process_thread(process, task)
		count++;
	rcu_read_unlock();
	return count;
}

static int variant_attempt(bool load, struct variant_report *report)
{
	struct variant_stop stop = { .act = load ? VARIANT_LOAD : VARIANT_UNLOAD };
	int err;

	report->threads = variant_count_threads();
	err = variant_tasks_prepare(report->threads);
	if (err)
		return err;
	err = variant_stop_once(&stop, &report->stop_ns);
	report->cpus = stop.cpus;
	report->handler_ns = stop.ended - stop.began;
	report->stack_check_ns = stop.checked - stop.began;
	report->write_ns = stop.written - stop.emptied;
	report->moved = variant_tasks_moved();
	report->blocker = stop.blocker;
	variant_tasks_release();
	if (atomic_read(&stop.miscounted))
		pr_warn("%s: a run queue's counts changed while its tasks moved\n",
			variant_name);
	return err;
}

static bool variant_close_gates(void)
{
	struct variant_stop stop = { .act = VARIANT_CLOSE_GATES };
	u64 duration;

	if (!variant_gates_exist())
		return false;
	variant_gates_close();
	if (!variant_stop_once(&stop, &duration))
		return true;
	variant_gates_open();
	return false;
}

/* Goes on until it is done: a system call must not stay behind a gate. */
static void variant_remove_gates(bool loaded)
{
	for (;;) {
		struct variant_stop stop = { .act = VARIANT_REMOVE_GATES, .loaded = loaded };
		u64 duration;

		if (!variant_stop_once(&stop, &duration))
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
static void variant_leave_gates(void)
{
	unsigned int tries;

	for (tries = 0; tries < attempts; tries++) {
		struct variant_stop stop = { .act = VARIANT_LEAVE_GATES };
		u64 duration;

		variant_gates_drain();
		if (!variant_stop_once(&stop, &duration)) {
			variant_gates_left();
			return;
		}
		msleep(20);
	}
	synchronize_rcu_tasks();
	variant_gates_left();
}

static int variant_try(bool load, struct variant_report *report)
{
	int err;

	for (;;) {
		report->attempts++;
		err = variant_attempt(load, report);
		if (err != -EBUSY || report->attempts >= attempts)
			return err;
		if (!report->gated && report->attempts >= free_attempts)
			report->gated = variant_close_gates();
		msleep(min(1U << min(report->attempts, 6U), 50U));
	}
}

/*
 * Loads or unloads, trying again while tasks are in the way.
 * 0: done. -EBUSY, -EEXIST (a site does not hold what it must), -ENOMEM:
 * nothing has changed. After an unload, and after a load that failed, no task
 * is in the module's code, the calling one apart.
 */
int variant_transition(bool load, struct variant_report *report)
{
	u64 start = ktime_get_mono_fast_ns();
	int err;

	memset(report, 0, sizeof(*report));
	err = variant_patch_map();
	if (err)
		return err;
	err = variant_try(load, report);
	if (report->gated) {
		if (err)
			variant_remove_gates(!load);
		variant_gates_open();
	}
	if (variant_gates_in_use() && (load ? err : !err))
		variant_leave_gates();
	variant_patch_unmap();
	report->total_ns = ktime_get_mono_fast_ns() - start;
	return err;
}
