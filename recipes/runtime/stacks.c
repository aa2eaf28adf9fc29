// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whether one task is inside code that is about to go: before a load no task may
 * be inside a boundary function of vmlinux, before an unload none inside the
 * variant's own code, before the gates close none inside the bytes that will lead
 * to them.
 *
 * A task that does not run goes on by a `ret` at thread.sp and then by what lies
 * above it. So every address at which it can come to be, other than through a
 * function's entry, is
 * - a word between thread.sp and the stack's end: return addresses, saved
 *   registers, those of interrupts and page faults;
 * - where the function graph tracer or a kretprobe has taken a return address off
 *   the stack, a word of theirs;
 * - behind an optimised kprobe's detour, from which a task comes back into the middle
 *   of a function that no word of its stack names.
 * A task without such a word is not inside. With one it may be: what functions that
 * have returned left on the stack looks the same. Then the unwinder decides
 * (arch_stack_walk_reliable(), as livepatch uses it); a stack that it cannot unwind
 * counts as being in the way.
 */
#include "variant.h"
#include <linux/bitmap.h>
#include <linux/bsearch.h>
#include <linux/ftrace.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/llist.h>
#include <linux/lockdep.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/sched/task_stack.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/stacktrace.h>
#include <linux/string.h>
#include <asm/page.h>
#ifdef CONFIG_RETHOOK
#include <linux/rethook.h>
#endif

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

/*
 * The pages of vmlinux that hold boundary functions: few words of a stack name one
 * of them, and the ranges' hull is nearly all of the kernel's text.
 */
static unsigned long variant_first_page;	/* number of the first that may */
static unsigned long variant_page_count;
static unsigned long *variant_pages;		/* bit n: variant_first_page + n does */

/* -ENOMEM. */
int variant_stacks_prepare(void)
{
	const struct variant_range *range;

	variant_first_page = variant_ranges[0].start >> PAGE_SHIFT;
	variant_page_count = (variant_ranges[variant_range_count - 1].end >> PAGE_SHIFT) -
			     variant_first_page + 1;
	variant_pages = bitmap_zalloc(variant_page_count, GFP_KERNEL);
	if (!variant_pages)
		return -ENOMEM;
	for (range = variant_ranges; range < variant_ranges + variant_range_count; range++) {
		unsigned long first = range->start >> PAGE_SHIFT;

		bitmap_set(variant_pages, first - variant_first_page,
			   (range->end >> PAGE_SHIFT) - first + 1);
	}
	return 0;
}

void variant_stacks_release(void)
{
	bitmap_free(variant_pages);
	variant_pages = NULL;
}

static bool variant_is_detour(unsigned long address)
{
#ifdef CONFIG_OPTPROBES
	return address >= MODULES_VADDR && address < MODULES_END &&
	       is_kprobe_optinsn_slot(address);
#else
	return false;
#endif
}

static bool variant_is_in_range(unsigned long address)
{
	unsigned long page = (address >> PAGE_SHIFT) - variant_first_page;

	return page < variant_page_count && test_bit(page, variant_pages) &&
	       variant_range_at(address);
}

/* Whether the word, should it be an address of code, needs the unwinder's word. */
static bool variant_word_hits(enum variant_act act, unsigned long word)
{
	if (likely(word < __START_KERNEL_map))
		return false;
	switch (act) {
	case VARIANT_LOAD:
		return variant_is_in_range(word) || variant_is_detour(word);
	case VARIANT_UNLOAD:
		return variant_is_own_code(word) || variant_is_detour(word);
	case VARIANT_CLOSE_GATES:
		return variant_gates_site_at(word) || variant_is_detour(word);
	case VARIANT_LEAVE_GATES:
		return variant_is_gate_code(word) || variant_is_detour(word);
	case VARIANT_REMOVE_GATES:
		break;
	}
	return false;
}

static bool variant_words_hit(enum variant_act act, const void *start, const void *end)
{
	const unsigned long *word;

	for (word = start; (const void *)word < end; word++)
		if (variant_word_hits(act, READ_ONCE_NOCHECK(*word)))
			return true;
	return false;
}

/*
 * Above task_pt_regs() a user task has its user registers only: whatever stands in
 * those is no reason to ask the unwinder.
 */
static bool variant_stack_hits(enum variant_act act, struct task_struct *task)
{
	unsigned long sp = READ_ONCE_NOCHECK(task->thread.sp);
	void *stack = try_get_task_stack(task), *end;
	bool hits = true;

	if (!stack)
		return false;		/* it has run for the last time */
	end = task->flags & PF_KTHREAD ? stack + THREAD_SIZE : (void *)task_pt_regs(task);
	if (sp >= (unsigned long)stack && sp <= (unsigned long)end &&
	    IS_ALIGNED(sp, sizeof(long)))
		hits = variant_words_hit(act, (void *)sp, end);
	put_task_stack(task);
	return hits;
}

/* The function graph tracer's stack; all of each entry, whatever its members are. */
static bool variant_graph_hits(enum variant_act act, struct task_struct *task)
{
#ifdef CONFIG_FUNCTION_GRAPH_TRACER
	const void *entries = READ_ONCE(task->ret_stack);
	int last = READ_ONCE(task->curr_ret_stack);

	if (entries && last >= 0)
		return variant_words_hit(act, entries,
					 entries + (last + 1) * sizeof(*task->ret_stack));
#endif
	return false;
}

static bool variant_has_rethooks(const struct task_struct *task)
{
#ifdef CONFIG_RETHOOK
	return READ_ONCE(task->rethooks.first);
#else
	return false;
#endif
}

/*
 * Nodes are freed by RCU. The list of a task that has begun to run may change into
 * another's while it is walked, hence the bound.
 */
static bool variant_rethooks_hit(enum variant_act act, struct task_struct *task)
{
	bool hits = false;
#ifdef CONFIG_RETHOOK
	unsigned int bound = 4096;
	struct llist_node *node;

	rcu_read_lock();
	for (node = READ_ONCE(task->rethooks.first); node && !hits;
	     node = READ_ONCE(node->next)) {
		const struct rethook_node *hook = container_of(node, struct rethook_node, llist);

		hits = !bound-- || variant_word_hits(act, READ_ONCE(hook->ret_addr));
	}
	rcu_read_unlock();
#endif
	return hits;
}

/* Whether a task that does not run may be inside: only false is certain. */
static bool variant_may_be_inside(enum variant_act act, struct task_struct *task)
{
	return variant_stack_hits(act, task) || variant_graph_hits(act, task) ||
	       variant_rethooks_hit(act, task);
}

/* The unwinder's word. */
static bool variant_unwinds_clear(enum variant_act act, struct task_struct *task,
				  unsigned long *entries, struct variant_blocker *blocker)
{
	int count = stack_trace_save_tsk_reliable(task, entries, VARIANT_STACK_ENTRIES);

	if (count < 0) {
		variant_describe(blocker, task, "a stack that cannot be unwound reliably");
		return false;
	}
	return variant_entries_clear(act, task, entries, count, blocker);
}

/* Of a task that is runnable the unwinder warns where a kretprobe waits for it. */
static bool variant_may_be_unwound(const struct task_struct *task)
{
	return !variant_has_rethooks(task) || !task_is_running(task);
}

/* With all CPUs stopped: as above, for a task that does not run. */
bool variant_stack_clear(enum variant_act act, struct task_struct *task,
			 unsigned long *entries, struct variant_blocker *blocker)
{
	lockdep_assert_irqs_disabled();
	if (!variant_may_be_inside(act, task))
		return true;
	if (!variant_may_be_unwound(task)) {
		variant_describe(blocker, task, "a function with a return probe");
		return false;
	}
	return variant_unwinds_clear(act, task, entries, blocker);
}

/* With its pi_lock held a task that is asleep stays so. */
static bool variant_is_asleep(struct task_struct *task)
{
	unsigned int state = READ_ONCE(task->__state);

	lockdep_assert_held(&task->pi_lock);
	if (state == TASK_RUNNING || state == TASK_WAKING || READ_ONCE(task->on_rq))
		return false;
	/* Its stack is complete then: pairs with finish_task(). */
	return !smp_load_acquire(&task->on_cpu);
}

/*
 * The same, while the machine runs. The answer holds for as long as the task does not
 * run. -EBUSY: it is in the way. -EAGAIN: may be, and only a stop can decide, since it
 * is not asleep and could run while it is unwound.
 */
int variant_stack_look(enum variant_act act, struct task_struct *task, unsigned long *entries,
		       struct variant_blocker *blocker)
{
	unsigned long flags;
	int err = -EAGAIN;

	if (!variant_may_be_inside(act, task))
		return 0;
	raw_spin_lock_irqsave(&task->pi_lock, flags);
	if (variant_is_asleep(task))
		err = variant_unwinds_clear(act, task, entries, blocker) ? 0 : -EBUSY;
	raw_spin_unlock_irqrestore(&task->pi_lock, flags);
	return err;
}

/*
 * What a stop did before tasks were looked at ahead of it (walk=full): unwinds every
 * `cpus`-th task of the task list; ends at the first in the way.
 */
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
		if (!variant_unwinds_clear(act, task, entries, blocker))
			return false;
	}
	return true;
}

/* Both ways to find a task inside, for walk=verify; `blocker` says what was found. */
bool variant_stack_proves_clear(enum variant_act act, struct task_struct *task,
				unsigned long *entries, struct variant_blocker *blocker)
{
	int count;

	if (!variant_stack_clear(act, task, entries, blocker))
		return false;
	if (!variant_may_be_unwound(task))
		return true;
	count = stack_trace_save_tsk_reliable(task, entries, VARIANT_STACK_ENTRIES);
	return count < 0 || variant_entries_clear(act, task, entries, count, blocker);
}
