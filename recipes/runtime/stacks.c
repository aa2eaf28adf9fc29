// SPDX-License-Identifier: GPL-2.0-only
/*
 * The stack check: before a load no task may be inside a boundary function of
 * vmlinux, before an unload none may be inside the variant's own code, before
 * the gates close none may be inside the bytes that will lead to them. All
 * CPUs are stopped, so no task moves while it is looked at; each CPU takes its
 * share of the tasks.
 *
 * A task whose stack cannot be unwound reliably (arch_stack_walk_reliable(),
 * as livepatch uses it) counts as being in the way.
 */
#include "variant.h"
#include <linux/bsearch.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/stacktrace.h>
#include <linux/string.h>

void variant_describe(struct variant_blocker *blocker, struct task_struct *task,
		      const char *where)
{
	blocker->pid = task->pid;
	strscpy(blocker->comm, task->comm, sizeof(blocker->comm));
	strscpy(blocker->where, where, sizeof(blocker->where));
}

/* A return address may equal the end of a function that ends in a call. */
static int variant_compare_to_range(const void *key, const void *element)
{
	unsigned long address = *(const unsigned long *)key;
	const struct variant_range *range = element;

	return address > range->end ? 1 : address <= range->start ? -1 : 0;
}

static const char *variant_range_at(unsigned long address)
{
	const struct variant_range *range;

	range = __inline_bsearch(&address, variant_ranges, variant_range_count,
				 sizeof(*range), variant_compare_to_range);
	return range ? range->symbol : NULL;
}

/* The first byte too: a task there has been led in, and would go on inside. */
static bool variant_is_own_code(unsigned long address)
{
	return address >= (unsigned long)variant_text_start &&
	       address <= (unsigned long)variant_text_end;
}

static bool variant_is_gate_code(unsigned long address)
{
	return address >= (unsigned long)variant_gate_text &&
	       address <= (unsigned long)variant_gate_text_end;
}

/* Whether no task may be at `address`; then `where` says what is there. */
static bool variant_is_forbidden(enum variant_act act, unsigned long address, char *where,
				 size_t size)
{
	const char *symbol = NULL;

	if (act == VARIANT_UNLOAD) {
		if (!variant_is_own_code(address))
			return false;
		snprintf(where, size, "%ps", (void *)address);
		return true;
	}
	if (act == VARIANT_LOAD)
		symbol = variant_range_at(address);
	else if (act == VARIANT_CLOSE_GATES)
		symbol = variant_gates_site_at(address);
	else if (act == VARIANT_LEAVE_GATES && variant_is_gate_code(address))
		symbol = "a gate";
	if (symbol)
		strscpy(where, symbol, size);
	return symbol;
}

static bool variant_entries_clear(enum variant_act act, struct task_struct *task,
				  const unsigned long *entries, int count,
				  struct variant_blocker *blocker)
{
	char where[sizeof(blocker->where)];
	int i;

	for (i = 0; i < count; i++) {
		if (!variant_is_forbidden(act, entries[i], where, sizeof(where)))
			continue;
		variant_describe(blocker, task, where);
		return false;
	}
	return true;
}

/*
 * What has brought the stopper here must not go either: a sidecar could be part
 * of it. `entries` has room for VARIANT_STACK_ENTRIES addresses.
 */
bool variant_own_stack_clear(enum variant_act act, unsigned long *entries,
			     struct variant_blocker *blocker)
{
	unsigned int count = stack_trace_save(entries, VARIANT_STACK_ENTRIES, 0);

	return variant_entries_clear(act, current, entries, count, blocker);
}

/* As above, for a task that does not run. */
bool variant_stack_clear(enum variant_act act, struct task_struct *task,
			 unsigned long *entries, struct variant_blocker *blocker)
{
	int count = stack_trace_save_tsk_reliable(task, entries, VARIANT_STACK_ENTRIES);

	if (count < 0) {
		variant_describe(blocker, task, "a stack that cannot be unwound reliably");
		return false;
	}
	return variant_entries_clear(act, task, entries, count, blocker);
}

/* Checks every `cpus`-th task of the task list; stops at the first in the way. */
bool variant_listed_stacks_clear(enum variant_act act, unsigned int rank, unsigned int cpus,
				 unsigned long *entries, struct variant_blocker *blocker)
{
	struct task_struct *process, *task;
	unsigned int index = 0;

	lockdep_assert_irqs_disabled();
	for_each_process_thread(process, task) {
		if (index++ % cpus != rank)
			continue;
		/* The tasks on the CPUs are the stoppers that run this very code. */
		if (task_curr(task))
			continue;
		if (!variant_stack_clear(act, task, entries, blocker))
			return false;
	}
	return true;
}
