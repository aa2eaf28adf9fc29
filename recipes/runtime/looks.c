// SPDX-License-Identifier: GPL-2.0-only
/*
 * The stack check for all tasks, with most of the work before the stop.
 *
 * Before it, each task of the task list is looked at (stacks.c) and the number of
 * times that it was switched out is noted with it. In the stop a task whose number
 * is the same has not run since: its stack is the one that was looked at. Only the
 * others are looked at again, so that the stop does not grow with the number of
 * threads that sleep.
 *
 * Why the number is enough. __schedule() increments it before the registers are
 * switched, and on_cpu is released after. It is read first; on_cpu seen clear after
 * that means that the switch which made the number is complete, and the stack
 * visible. Any later run ends with one more increment before the stop, in which only
 * stoppers run. No lock of the task's is needed. In the other order, on_cpu and then
 * the number, a task could run in between and be noted with the stack of before.
 *
 * The incrementing is the stock scheduler's before a load and the variant's before an
 * unload. Whether a variant does it is seen as it runs: variant_follow_counts().
 */
#include "variant.h"
#include <linux/irqflags.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/stat.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

/* No task was switched out so often: it has to be looked at in the stop. */
#define VARIANT_NEVER ULONG_MAX

struct looked_at {
	struct task_struct *task;	/* referenced */
	unsigned long switches;		/* when its stack was found clear, or VARIANT_NEVER */
};

/* In the order of the task list. */
static struct looked_at *variant_looked;
static unsigned int variant_looked_count;
/* total_forks from before the list was walked: the same means nobody new. */
static unsigned long variant_forks;

static unsigned long variant_switches_of(const struct task_struct *task)
{
	return READ_ONCE(task->nvcsw) + READ_ONCE(task->nivcsw);
}

/* Whom the variant's scheduler last let run on this CPU, and its number then. */
struct let_run {
	struct task_struct *task;
	unsigned long switches;
};

static DEFINE_PER_CPU(struct let_run, variant_let_run);
/* A task was switched out by the variant and its number stayed the same. */
static bool variant_uncounted;

/* At each switch that the variant has decided; interrupts are off. */
notrace void variant_follow_counts(struct task_struct *prev, struct task_struct *next)
{
	struct let_run *last = this_cpu_ptr(&variant_let_run);

	if (unlikely(last->task == prev && last->switches == variant_switches_of(prev)))
		WRITE_ONCE(variant_uncounted, true);
	last->task = next;
	last->switches = variant_switches_of(next);
}

bool variant_counts_switches(void)
{
	return !READ_ONCE(variant_uncounted);
}

/* Before a load: nobody runs the variant's code. */
void variant_counts_reset(void)
{
	WRITE_ONCE(variant_uncounted, false);
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

/* Takes a reference to each task; false when there are more than `capacity`. */
static bool variant_list_tasks(unsigned int capacity)
{
	struct task_struct *process, *task;
	bool fits = true;

	variant_looked_count = 0;
	variant_forks = READ_ONCE(total_forks);
	smp_rmb();	/* whoever is not in the list yet is not counted yet either */
	rcu_read_lock();
	for_each_process_thread(process, task) {
		fits = variant_looked_count < capacity;
		if (!fits)
			goto out;
		variant_looked[variant_looked_count++] =
			(struct looked_at){ get_task_struct(task), VARIANT_NEVER };
	}
out:
	rcu_read_unlock();
	return fits;
}

static int variant_collect_tasks(void)
{
	for (;;) {
		unsigned int threads = variant_count_threads();
		unsigned int capacity = threads + threads / 8 + 256;

		variant_looked = kvmalloc_array(capacity, sizeof(*variant_looked), GFP_KERNEL);
		if (!variant_looked)
			return -ENOMEM;
		if (variant_list_tasks(capacity))
			return 0;
		variant_looks_release();
	}
}

/* Looks at those who have run since they were last looked at. */
static int variant_look_again(enum variant_act act, unsigned long *entries,
			      struct variant_blocker *blocker)
{
	unsigned int i;

	for (i = 0; i < variant_looked_count; i++) {
		struct looked_at *it = &variant_looked[i];
		unsigned long switches = variant_switches_of(it->task);
		int err;

		cond_resched();
		if (it->switches == switches)
			continue;
		it->switches = VARIANT_NEVER;
		smp_rmb();	/* the number first: see above */
		if (smp_load_acquire(&it->task->on_cpu))
			continue;
		err = variant_stack_look(act, it->task, entries, blocker);
		if (err == -EBUSY)
			return err;
		if (!err)
			it->switches = switches;
	}
	return 0;
}

/*
 * Looks at all tasks while the machine runs; none may be looked at when it returns
 * an error. -EBUSY: one that sleeps is in the way. -ENOMEM. Ends with
 * variant_looks_release(), after the stop.
 */
int variant_looks_prepare(enum variant_act act, unsigned int *threads,
			  struct variant_blocker *blocker)
{
	unsigned long *entries;
	int err;

	entries = kvcalloc(VARIANT_STACK_ENTRIES, sizeof(*entries), GFP_KERNEL);
	if (!entries)
		return -ENOMEM;
	err = variant_collect_tasks();
	if (!err)
		err = variant_look_again(act, entries, blocker);
	/* The first round took long; whoever ran meanwhile is fewer. */
	if (!err)
		err = variant_look_again(act, entries, blocker);
	*threads = variant_looked_count;
	kvfree(entries);
	if (err)
		variant_looks_release();
	return err;
}

void variant_looks_release(void)
{
	while (variant_looked_count)
		put_task_struct(variant_looked[--variant_looked_count].task);
	kvfree(variant_looked);
	variant_looked = NULL;
}

/* Those on the CPUs are the stoppers that run this very code. */
static bool variant_has_not_run(const struct looked_at *it)
{
	return (it->switches == variant_switches_of(it->task) && variant_counts_switches()) ||
	       task_curr(it->task);
}

/*
 * The task list against what was looked at: calls `visit` for each task of this
 * CPU's share, with what is known of it or NULL, until it returns false. The list
 * keeps its order; should it not, tasks count as new, which is harmless.
 */
static bool variant_compare_list(struct variant_share *share,
				 bool (*visit)(struct variant_share *share,
					       struct task_struct *task,
					       const struct looked_at *known))
{
	const struct looked_at *next = variant_looked, *end = next + variant_looked_count;
	struct task_struct *process, *task;
	unsigned int index = 0;

	for_each_process_thread(process, task) {
		const struct looked_at *known = NULL;

		while (next < end && !pid_alive(next->task))
			next++;
		if (next < end && next->task == task)
			known = next++;
		if (index++ % share->cpus == share->rank && !visit(share, task, known))
			return false;
	}
	return true;
}

static bool variant_visit_new(struct variant_share *share, struct task_struct *task,
			      const struct looked_at *known)
{
	return known || task_curr(task) ||
	       variant_stack_clear(share->act, task, share->entries, share->blocker);
}

/*
 * With all CPUs stopped, on each: whether its share of the tasks is clear. Ends at the
 * first that is not.
 */
bool variant_looks_clear(struct variant_share *share)
{
	unsigned int from = (u64)variant_looked_count * share->rank / share->cpus;
	unsigned int to = (u64)variant_looked_count * (share->rank + 1) / share->cpus;

	lockdep_assert_irqs_disabled();
	for (; from < to; from++) {
		const struct looked_at *it = &variant_looked[from];

		if (!variant_has_not_run(it) &&
		    !variant_stack_clear(share->act, it->task, share->entries, share->blocker))
			return false;
	}
	return READ_ONCE(total_forks) == variant_forks ||
	       variant_compare_list(share, variant_visit_new);
}

static bool variant_was_looked_at(const struct task_struct *task)
{
	unsigned int i;

	for (i = 0; i < variant_looked_count; i++)
		if (variant_looked[i].task == task)
			return true;
	return false;
}

/* A task that the check above would have passed over must be clear, both ways. */
static bool variant_visit_verify(struct variant_share *share, struct task_struct *task,
				 const struct looked_at *known)
{
	if (task_curr(task) || (known && !variant_has_not_run(known)))
		return true;
	if (!known) {
		if (READ_ONCE(total_forks) != variant_forks || variant_was_looked_at(task))
			return true;
		variant_describe(share->blocker, task, "no list of tasks");
		return false;
	}
	return variant_stack_proves_clear(share->act, task, share->entries, share->blocker);
}

/* For walk=verify, where variant_looks_clear() was true: false is a fault of ours. */
bool variant_looks_are_right(struct variant_share *share)
{
	return variant_compare_list(share, variant_visit_verify);
}
