// SPDX-License-Identifier: GPL-2.0-only
/*
 * The load and the unload: all tasks are looked at (looks.c), every CPU shows that
 * it answers (rehearsal.c), and then comes one stop_machine() whose handler goes
 * through the phases of enum variant_phase on all CPUs at once.
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
#include <linux/slab.h>
#include <linux/stop_machine.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include <asm/sync_core.h>

/* 20 attempts take about a second: short sleepers are gone long before. */
static unsigned int attempts = 20;
module_param(attempts, uint, 0644);
MODULE_PARM_DESC(attempts, "how often a busy load or unload is tried");

/* After so many failures the redirected system calls are held back. */
static unsigned int free_attempts = 3;
module_param(free_attempts, uint, 0644);
MODULE_PARM_DESC(free_attempts, "how many of these before system calls are held back");

/* While nothing is written, a CPU that lets the others wait for longer ends the stop. */
static unsigned int meeting_us = 1000000;
module_param(meeting_us, uint, 0644);
MODULE_PARM_DESC(meeting_us, "how long stopped CPUs wait for each other before giving up");

/* How the stacks are checked in a stop. */
enum variant_walk {
	WALK_COUNTS,			/* of the tasks that have run since they were looked at */
	WALK_VERIFY,			/* and then all, to find what that has missed */
	WALK_FULL,			/* all, by the unwinder */
};

static const char * const variant_walks[] = { "counts", "verify", "full", NULL };
static int variant_walk = WALK_COUNTS;

static int variant_walk_set(const char *text, const struct kernel_param *param)
{
	int found = __sysfs_match_string(variant_walks, -1, text);

	if (found < 0)
		return found;
	WRITE_ONCE(variant_walk, found);
	return 0;
}

static int variant_walk_get(char *text, const struct kernel_param *param)
{
	return sysfs_emit(text, "%s\n", variant_walks[READ_ONCE(variant_walk)]);
}

static const struct kernel_param_ops variant_walk_ops = {
	.set = variant_walk_set,
	.get = variant_walk_get,
};
module_param_cb(walk, &variant_walk_ops, NULL, 0644);
MODULE_PARM_DESC(walk, "which stacks a stop checks: counts (of tasks that ran), verify or full");

/*
 * A meeting ends each phase: no CPU begins the next before all have ended it. Before
 * the first and after the last stop_machine() itself has all CPUs meet.
 */
enum variant_phase {
	PHASE_CHECK,			/* each checks its share of the stacks; may give up */
	PHASE_DEQUEUE,			/* each empties its run queue; may give up */
	PHASE_PATCH,			/* each writes its share of the sites, one the tables */
	PHASE_ENQUEUE,			/* each serialises, then restores its run queue */
	PHASES = PHASE_ENQUEUE
};

/* In place of the number of CPUs that came: the meeting did not take place. */
#define MEETING_CALLED_OFF (INT_MIN / 2)

struct variant_stop {
	enum variant_act act;
	bool loaded;			/* for VARIANT_REMOVE_GATES */
	int walk;			/* an enum variant_walk */
	unsigned int cpus;
	unsigned int threads;		/* tasks that were looked at */
	u64 look_ns, duration;
	atomic_t ranks;
	atomic_t arrivals[PHASES];	/* CPUs that have ended the phase */
	atomic_t in_the_way;		/* set in PHASE_CHECK only */
	atomic_t stuck;			/* set in PHASE_DEQUEUE only */
	atomic_t late;			/* a meeting was called off */
	atomic_t missed;		/* CPUs that found what walk=counts had missed */
	atomic_t miscounted;
	atomic_t described;
	u64 began, checked, emptied, written, ended;	/* by the CPU of rank 0 */
	unsigned long *entries;		/* VARIANT_STACK_ENTRIES for each rank */
	struct variant_blocker blocker;
};

/*
 * Waits with interrupts off until all CPUs have ended the phase. False: one has not
 * come within `limit_ns` (0: wait for ever); no CPU sees true then.
 */
static bool variant_meet(struct variant_stop *stop, enum variant_phase phase, u64 limit_ns)
{
	atomic_t *arrivals = &stop->arrivals[phase];
	u64 start = limit_ns ? ktime_get_mono_fast_ns() : 0;
	int came;

	lockdep_assert_irqs_disabled();
	touch_nmi_watchdog();
	/* What was done in the phase is seen by all that leave: pairs with acquire. */
	smp_mb__before_atomic();
	atomic_inc(arrivals);
	while ((came = atomic_read_acquire(arrivals)) >= 0 && came < (int)stop->cpus) {
		cpu_relax();
		/* Fails when another one comes just now. */
		if (limit_ns && ktime_get_mono_fast_ns() - start > limit_ns)
			atomic_cmpxchg(arrivals, came, MEETING_CALLED_OFF);
	}
	return came >= 0;
}

/* Before anything is written. */
static bool variant_meet_in_time(struct variant_stop *stop, enum variant_phase phase)
{
	if (variant_meet(stop, phase, max(1ULL, meeting_us * 1000ULL)))
		return true;
	atomic_set(&stop->late, 1);
	return false;
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

static bool variant_share_clear(struct variant_stop *stop, struct variant_share *share)
{
	if (stop->walk == WALK_FULL)
		return variant_listed_stacks_clear(share->act, share->rank, share->cpus,
						   share->entries, share->blocker);
	if (!variant_looks_clear(share))
		return false;
	if (stop->walk == WALK_COUNTS || variant_looks_are_right(share))
		return true;
	atomic_inc(&stop->missed);
	return false;
}

static void variant_check_stacks(struct variant_stop *stop, unsigned int rank)
{
	unsigned long *entries = stop->entries + (size_t)rank * VARIANT_STACK_ENTRIES;
	struct variant_blocker blocker = {};
	struct variant_share share = { stop->act, rank, stop->cpus, entries, &blocker };

	if (!variant_own_stack_clear(stop->act, entries, &blocker) ||
	    !variant_share_clear(stop, &share) ||
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
	stuck = !variant_meet_in_time(stop, PHASE_DEQUEUE) || atomic_read(&stop->stuck);
	variant_note_time(rank, &stop->emptied);
	if (!stuck)
		variant_patch_write(load, rank, stop->cpus);
	variant_meet(stop, PHASE_PATCH, 0);
	sync_core();
	variant_note_time(rank, &stop->written);
	if (!variant_enqueue_tasks(stuck ? old : new))
		atomic_inc(&stop->miscounted);
}

/* From PHASE_PATCH on; there is nothing to dequeue. */
static void variant_exchange_gates(struct variant_stop *stop, unsigned int rank)
{
	if (rank == 0 && stop->act == VARIANT_CLOSE_GATES)
		variant_gates_write();
	else if (rank == 0)
		variant_gates_remove(stop->loaded);
	variant_meet(stop, PHASE_PATCH, 0);
	sync_core();
}

static bool variant_moves_tasks(const struct variant_stop *stop)
{
	return stop->act == VARIANT_LOAD || stop->act == VARIANT_UNLOAD;
}

static int variant_stopped(void *data)
{
	struct variant_stop *stop = data;
	unsigned int rank = atomic_fetch_inc(&stop->ranks);
	bool all_came;

	variant_note_time(rank, &stop->began);
	/* In place of a gate's jump no task can be but before it. */
	if (stop->act != VARIANT_REMOVE_GATES)
		variant_check_stacks(stop, rank);
	all_came = variant_meet_in_time(stop, PHASE_CHECK);
	variant_note_time(rank, &stop->checked);
	if (all_came && !atomic_read(&stop->in_the_way)) {
		if (variant_moves_tasks(stop))
			variant_exchange(stop, rank);
		else if (stop->act != VARIANT_LEAVE_GATES)
			variant_exchange_gates(stop, rank);
	}
	variant_note_time(rank, &stop->ended);
	return 0;
}

static int variant_stop_machine(struct variant_stop *stop)
{
	u64 start;
	int err;

	lockdep_assert_cpus_held();
	stop->cpus = num_online_cpus();
	err = variant_rehearse(&stop->blocker);
	if (err)
		return err;
	mutex_lock(&text_mutex);
	err = variant_patch_check(&stop->blocker);
	if (!err) {
		start = ktime_get_mono_fast_ns();
		err = stop_machine_cpuslocked(variant_stopped, stop, cpu_online_mask);
		stop->duration = ktime_get_mono_fast_ns() - start;
	}
	mutex_unlock(&text_mutex);
	return err;
}

/* What a stop that took place has come to. */
static int variant_outcome(struct variant_stop *stop)
{
	WARN(atomic_read(&stop->missed), "%s: the stack check missed %s (pid %d) in %s\n",
	     variant_name, stop->blocker.comm, stop->blocker.pid, stop->blocker.where);
	if (atomic_read(&stop->late)) {
		stop->blocker = (struct variant_blocker){
			.where = "a CPU was late in the stop",
		};
		return -ETIMEDOUT;
	}
	return atomic_read(&stop->in_the_way) || atomic_read(&stop->stuck) ? -EBUSY : 0;
}

static int variant_look(struct variant_stop *stop)
{
	u64 start = ktime_get_mono_fast_ns();
	int err;

	/* In place of a gate's jump no task can be but before it. */
	if (stop->act == VARIANT_REMOVE_GATES)
		return 0;
	err = variant_looks_prepare(stop->act, &stop->threads, &stop->blocker);
	stop->look_ns = ktime_get_mono_fast_ns() - start;
	if (!err && variant_moves_tasks(stop))
		err = variant_tasks_prepare(stop->threads);
	return err;
}

/*
 * Looks at all tasks and stops the machine, at most once. -EBUSY: a task is in the
 * way; -EEXIST: a site does not hold what it must; -ETIMEDOUT: a CPU does not answer
 * or was late. Then nothing has changed.
 */
static int variant_stop_once(struct variant_stop *stop, struct variant_report *report)
{
	int err;

	stop->walk = READ_ONCE(variant_walk);
	stop->entries = kvcalloc((size_t)nr_cpu_ids * VARIANT_STACK_ENTRIES, sizeof(long),
				 GFP_KERNEL);
	if (!stop->entries)
		return -ENOMEM;
	err = variant_look(stop);
	if (!err) {
		cpus_read_lock();
		err = variant_stop_machine(stop);
		cpus_read_unlock();
	}
	variant_tasks_release();
	variant_looks_release();
	kvfree(stop->entries);
	report->stops += !!stop->duration;
	return err ? err : variant_outcome(stop);
}

static int variant_attempt(bool load, struct variant_report *report)
{
	struct variant_stop stop = { .act = load ? VARIANT_LOAD : VARIANT_UNLOAD };
	int err = variant_stop_once(&stop, report);

	report->threads = stop.threads;
	report->cpus = num_online_cpus();
	report->look_ns = stop.look_ns;
	report->stop_ns = stop.duration;
	report->handler_ns = stop.ended - stop.began;
	report->stack_check_ns = stop.checked - stop.began;
	report->write_ns = stop.written - stop.emptied;
	report->moved = stop.duration ? variant_tasks_moved() : 0;
	report->blocker = stop.blocker;
	if (atomic_read(&stop.miscounted))
		pr_warn("%s: a run queue's counts changed while its tasks moved\n",
			variant_name);
	return err;
}

static bool variant_close_gates(struct variant_report *report)
{
	struct variant_stop stop = { .act = VARIANT_CLOSE_GATES };

	if (!variant_gates_exist())
		return false;
	variant_gates_close();
	if (!variant_stop_once(&stop, report))
		return true;
	variant_gates_open();
	return false;
}

/* Goes on until it is done: a system call must not stay behind a gate. */
static void variant_remove_gates(bool loaded, struct variant_report *report)
{
	for (;;) {
		struct variant_stop stop = { .act = VARIANT_REMOVE_GATES, .loaded = loaded };

		if (!variant_stop_once(&stop, report))
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
static void variant_leave_gates(struct variant_report *report)
{
	unsigned int tries;

	for (tries = 0; tries < attempts; tries++) {
		struct variant_stop stop = { .act = VARIANT_LEAVE_GATES };

		variant_gates_drain();
		if (!variant_stop_once(&stop, report)) {
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
			report->gated = variant_close_gates(report);
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
	err = variant_stacks_prepare();
	if (err)
		return err;
	err = variant_patch_map();
	if (err) {
		variant_stacks_release();
		return err;
	}
	if (load)
		variant_counts_reset();
	err = variant_try(load, report);
	if (!load && !variant_counts_switches())
		pr_notice("%s: its __schedule() does not count context switches: each stop has looked at all stacks\n",
			  variant_name);
	if (report->gated) {
		if (err)
			variant_remove_gates(!load, report);
		variant_gates_open();
	}
	if (variant_gates_in_use() && (load ? err : !err))
		variant_leave_gates(report);
	variant_stacks_release();
	variant_patch_unmap();
	report->total_ns = ktime_get_mono_fast_ns() - start;
	/* Trying again would only stop the machine for as long again. */
	return err == -ETIMEDOUT ? -EBUSY : err;
}
