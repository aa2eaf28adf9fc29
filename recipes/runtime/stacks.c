// SPDX-License-Identifier: GPL-2.0-only
/*
 * The stack check: before a load no task may be inside a boundary function of
 * vmlinux, before an unload none may be inside the variant's own code, before
 * the gates close none may be inside the bytes that will lead to them. All
 * CPUs are stopped, so no task moves while it is looked at; each CPU takes its
 * share of the tasks.
 *
 * A task whose stack cannot be unwound reliably (arch_stack_walk_reliable(),
 * as livepatch uses it) counts as standing in the way.
 */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/stacktrace.h>
#include <linux/string.h>
#include "variant.h"

void stacks_describe(struct variant_blocker *blocker, struct task_struct *task,
		     const char *where)
{
	blocker->pid = task->pid;
	strscpy(blocker->comm, task->comm, sizeof(blocker->comm));
	strscpy(blocker->where, where, sizeof(blocker->where));
}

static const char *range_holding(unsigned long address)
{
	unsigned int low = 0, high = variant_range_count;

	/* A return address may equal the end of a function that ends in a call. */
	while (low < high) {
		unsigned int middle = (low + high) / 2;

		if (address > variant_ranges[middle].end)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < variant_range_count && address > variant_ranges[low].start)
		return variant_ranges[low].symbol;
	return NULL;
}

/* The first byte too: a task there has been led in, and would go on inside. */
static bool variant_holds(unsigned long address)
{
	return address >= (unsigned long)variant_text_start &&
	       address <= (unsigned long)variant_text_end;
}

static bool gate_holds(unsigned long address)
{
	return address >= (unsigned long)variant_gate_text &&
	       address <= (unsigned long)variant_gate_text_end;
}

/* Whether no task may be at `address`; then `where` says what is there. */
static bool forbidden(enum variant_act act, unsigned long address, char *where, size_t size)
{
	const char *symbol = NULL;

	if (act == VARIANT_UNLOAD) {
		if (!variant_holds(address))
			return false;
		snprintf(where, size, "%ps", (void *)address);
		return true;
	}
	if (act == VARIANT_LOAD)
		symbol = range_holding(address);
	else if (act == VARIANT_CLOSE_GATES)
		symbol = gates_site_holding(address);
	else if (act == VARIANT_LEAVE_GATES && gate_holds(address))
		symbol = "a gate";
	if (symbol)
		strscpy(where, symbol, size);
	return symbol;
}

static bool entries_clear(enum variant_act act, struct task_struct *task,
			  const unsigned long *entries, int count,
			  struct variant_blocker *blocker)
{
	char where[sizeof(blocker->where)];
	int i;

	for (i = 0; i < count; i++) {
		if (!forbidden(act, entries[i], where, sizeof(where)))
			continue;
		stacks_describe(blocker, task, where);
		return false;
	}
	return true;
}

/*
 * What has brought the stopper here must not go either: a sidecar could be part
 * of it. `entries` has room for STACK_ENTRIES addresses.
 */
bool stacks_own_clear(enum variant_act act, unsigned long *entries,
		      struct variant_blocker *blocker)
{
	unsigned int count = stack_trace_save(entries, STACK_ENTRIES, 0);

	return entries_clear(act, current, entries, count, blocker);
}

/* As above, for a task that does not run. */
bool stacks_task_clear(enum variant_act act, struct task_struct *task,
		       unsigned long *entries, struct variant_blocker *blocker)
{
	int count = stack_trace_save_tsk_reliable(task, entries, STACK_ENTRIES);

	if (count < 0) {
		stacks_describe(blocker, task, "a stack that cannot be unwound reliably");
		return false;
	}
	return entries_clear(act, task, entries, count, blocker);
}

/* Checks every `cpus`-th task of the task list; stops at the first in the way. */
bool stacks_share_clear(enum variant_act act, unsigned int rank, unsigned int cpus,
			unsigned long *entries, struct variant_blocker *blocker)
{
	struct task_struct *process, *task;
	unsigned int index = 0;

	for_each_process_thread(process, task) {
		if (index++ % cpus != rank)
			continue;
		/* The tasks on the CPUs are the stoppers that run this very code. */
		if (task_curr(task))
			continue;
		if (!stacks_task_clear(act, task, entries, blocker))
			return false;
	}
	return true;
}
