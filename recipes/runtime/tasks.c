// SPDX-License-Identifier: GPL-2.0-only
/*
 * Moving the queued tasks from one scheduler to the other: every task is
 * dequeued by the code that queued it and enqueued again by the code that will
 * run it, so no structure built by the one is interpreted by the other.
 *
 * The tasks are found on the run queue itself, not on the task list: one that
 * is dying has left the list and is still queued. Everything here runs with
 * all CPUs stopped; each CPU handles its own run queue.
 *
 * Since 6.12 a run queue holds more than tasks: groups that have become empty
 * and stay queued until they would be picked (delayed dequeue), and the fair
 * server, a deadline entity, while it has to help. The code in charge dequeues
 * both; enqueueing tasks brings back what they need.
 *
 * The run queue stays online. Going offline and online again, as for hotplug,
 * would unthrottle groups and real-time tasks, give away bandwidth that was used
 * up and compute tunables anew. The class methods take a throttled queue's tasks
 * off and put them back; it stays throttled meanwhile.
 */
#include "variant.h"
#include <linux/list.h>
#include <linux/mmu_context.h>
#include <linux/rbtree.h>
#include <linux/sched/cputime.h>
#include <linux/sched/clock.h>
#include <linux/slab.h>
#include "kernel/sched/sched.h"

#ifdef CONFIG_RT_GROUP_SCHED
#error "queued real-time groups are not tasks; walking them is not supported"
#endif
#ifdef DEQUEUE_THROTTLE
#error "tasks of throttled groups wait on a list of their own; moving them is not supported"
#endif
#ifdef CONFIG_PREEMPT_RT
#error "the task list may be halfway through a change when PREEMPT_RT kernels stop"
#endif

/* The scheduler of one side; called directly, see variant.h. */
static void variant_update_clock(enum variant_side side, struct rq *rq)
{
	if (side == VARIANT_OWN_SIDE)
		VARIANT_OWN(update_rq_clock)(rq);
	else
		update_rq_clock(rq);
}

/* All queued tasks, a block of consecutive places for each CPU. */
static struct task_struct **variant_places;
/* Their statistics, in the same order; only while the kernel keeps some. */
static struct sched_statistics *variant_statistics;
static unsigned int variant_capacity;
static atomic_t variant_taken;

struct queue_state {
	unsigned int first, count;
	unsigned int running, rt, deadline;	/* the fair ones are the rest */
	bool server_queued;			/* and if so, what it had: */
	bool server_running;
	s64 server_runtime;			/* in ns */
	u64 server_deadline;			/* in ns */
};

static DEFINE_PER_CPU(struct queue_state, variant_queue_state);

int variant_tasks_prepare(unsigned int threads)
{
	atomic_set(&variant_taken, 0);
	variant_capacity = threads + threads / 2 + 1024;
	variant_places = kvcalloc(variant_capacity, sizeof(*variant_places), GFP_KERNEL);
	if (!variant_places)
		return -ENOMEM;
	if (static_key_enabled(&sched_schedstats))
		variant_statistics = kvcalloc(variant_capacity, sizeof(*variant_statistics),
					      GFP_KERNEL);
	return 0;
}

void variant_tasks_release(void)
{
	kvfree(variant_statistics);
	variant_statistics = NULL;
	kvfree(variant_places);
	variant_places = NULL;
}

unsigned int variant_tasks_moved(void)
{
	return atomic_read(&variant_taken);
}

/* Since 6.12, which brings delayed dequeue too, the fair server is no task. */
static bool variant_is_task(const struct sched_dl_entity *entity)
{
#ifdef DEQUEUE_DELAYED
	return !entity->dl_server;
#else
	return true;
#endif
}

/*
 * Calls `visit` for each queued task, until it returns false. Enqueueing in the
 * same order leaves the lists as they were: a real-time task goes to the end of
 * its list, a fair one to the head of cfs_tasks.
 */
static bool variant_visit_queued(struct rq *rq, bool (*visit)(struct task_struct *, void *),
				 void *context)
{
	struct rt_prio_array *array = &rq->rt.active;
	struct task_struct *task;
	struct rb_node *node;
	unsigned int prio;

	for (node = rb_first_cached(&rq->dl.root); node; node = rb_next(node)) {
		struct sched_dl_entity *entity = rb_entry(node, struct sched_dl_entity, rb_node);

		if (variant_is_task(entity) &&
		    !visit(container_of(entity, struct task_struct, dl), context))
			return false;
	}
	for_each_set_bit(prio, array->bitmap, MAX_RT_PRIO) {
		struct sched_rt_entity *entity;

		list_for_each_entry(entity, array->queue + prio, run_list)
			if (!visit(container_of(entity, struct task_struct, rt), context))
				return false;
	}
	list_for_each_entry_reverse(task, &rq->cfs_tasks, se.group_node)
		if (!visit(task, context))
			return false;
	return true;
}

struct stack_check {
	enum variant_act act;
	unsigned long *entries;
	struct variant_blocker *blocker;
};

static bool variant_check_queued(struct task_struct *task, void *context)
{
	struct stack_check *check = context;

	return task_curr(task) ||
	       variant_stack_clear(check->act, task, check->entries, check->blocker);
}

/*
 * The stack check for this CPU's tasks that the task list lacks: the dying ones
 * that are still queued, and the idle task.
 */
bool variant_queued_stacks_clear(enum variant_act act, unsigned long *entries,
				 struct variant_blocker *blocker)
{
	struct stack_check check = { act, entries, blocker };

	return variant_check_queued(this_rq()->idle, &check) &&
	       variant_visit_queued(this_rq(), variant_check_queued, &check);
}

static bool variant_count_queued(struct task_struct *task, void *context)
{
	(*(unsigned int *)context)++;
	return true;
}

static bool variant_note_queued(struct task_struct *task, void *context)
{
	struct queue_state *state = context;

	variant_places[state->first + state->count++] = task;
	return true;
}

/*
 * The class methods are called through vmlinux's tables: the code in charge.
 * A fair task keeps its place (no MOVE, so that min_vruntime stays where it
 * is); a real-time task would not leave its list without MOVE.
 */
static int variant_save_flags(const struct task_struct *task)
{
	return DEQUEUE_SAVE | DEQUEUE_NOCLOCK | (rt_prio(task->prio) ? DEQUEUE_MOVE : 0);
}

static void variant_dequeue_all(struct rq *rq, struct queue_state *state)
{
	unsigned int i;

	lockdep_assert_rq_held(rq);
	for (i = 0; i < state->count; i++) {
		struct task_struct *task = variant_places[state->first + i];

		if (variant_statistics)
			variant_statistics[state->first + i] = task->stats;
		task->sched_class->dequeue_task(rq, task, variant_save_flags(task));
	}
}

static void variant_enqueue_all(struct rq *rq, struct queue_state *state)
{
	unsigned int i;

	BUILD_BUG_ON(DEQUEUE_SAVE != ENQUEUE_RESTORE || DEQUEUE_MOVE != ENQUEUE_MOVE ||
		     DEQUEUE_NOCLOCK != ENQUEUE_NOCLOCK);
	lockdep_assert_rq_held(rq);
	for (i = 0; i < state->count; i++) {
		struct task_struct *task = variant_places[state->first + i];

		task->sched_class->enqueue_task(rq, task, variant_save_flags(task));
		/* It has waited once, not twice. */
		if (variant_statistics)
			task->stats = variant_statistics[state->first + i];
	}
}

#ifdef CONFIG_CFS_BANDWIDTH
/*
 * Bandwidth stands still while tasks move. Otherwise a queue that empties would
 * give its runtime back to its group, and one that fills would ask for some, and
 * be throttled if there is none.
 */
static void variant_hold_bandwidth(struct rq *rq)
{
	struct task_group *group;

	lockdep_assert_rq_held(rq);
	list_for_each_entry(group, &task_groups, list)
		group->cfs_rq[rq->cpu]->runtime_enabled = 0;
}

/* Above what a group can have of runtime (max_cfs_runtime) or owe; in ns. */
#define VARIANT_DEBT ((s64)BIT_ULL(62))

/* See variant_unthrottle_delayed(). */
static bool variant_in_debt(const struct cfs_rq *cfs_rq)
{
	return cfs_rq->runtime_remaining < -VARIANT_DEBT / 2;
}

/* What the group was given meanwhile beyond what it owes is its pool's. */
static void variant_forgive_debt(struct cfs_rq *cfs_rq)
{
	struct cfs_bandwidth *bandwidth = &cfs_rq->tg->cfs_bandwidth;

	raw_spin_lock(&bandwidth->lock);
	cfs_rq->runtime_remaining += VARIANT_DEBT;
	if (cfs_rq->runtime_remaining > 0) {
		bandwidth->runtime += cfs_rq->runtime_remaining;
		cfs_rq->runtime_remaining = 0;
	}
	raw_spin_unlock(&bandwidth->lock);
}

/* As tg_set_cfs_bandwidth() sets it, which is not halfway through: it is redirected. */
static void variant_release_bandwidth(struct rq *rq)
{
	struct task_group *group;

	lockdep_assert_rq_held(rq);
	list_for_each_entry(group, &task_groups, list) {
		struct cfs_rq *cfs_rq = group->cfs_rq[rq->cpu];

		if (variant_in_debt(cfs_rq))
			variant_forgive_debt(cfs_rq);
		cfs_rq->runtime_enabled = group->cfs_bandwidth.quota != RUNTIME_INF;
	}
}
#else
static void variant_hold_bandwidth(struct rq *rq)
{
}

static void variant_release_bandwidth(struct rq *rq)
{
}
#endif

#ifdef DEQUEUE_DELAYED
/* Queued, it counts as one of the run queue's deadline tasks. */
static unsigned int variant_queued_servers(struct rq *rq)
{
	return !RB_EMPTY_NODE(&rq->fair_server.rb_node);
}

#ifdef CONFIG_CFS_BANDWIDTH
static void variant_unthrottle(enum variant_side side, struct cfs_rq *cfs_rq)
{
	if (side == VARIANT_OWN_SIDE)
		VARIANT_OWN(unthrottle_cfs_rq)(cfs_rq);
	else
		unthrottle_cfs_rq(cfs_rq);
}

/*
 * A throttled group is not queued, so what is delayed in it cannot be picked. It is
 * unthrottled, and put so deep in debt that the first task to be enqueued in it
 * throttles it again. In the list, groups stand before their parents.
 */
static void variant_unthrottle_delayed(enum variant_side side, struct rq *rq)
{
	struct task_group *group;

	rq_clock_start_loop_update(rq);
	list_for_each_entry(group, &task_groups, list) {
		struct cfs_rq *cfs_rq = group->cfs_rq[rq->cpu];

		if (!cfs_rq->throttled || !cfs_rq->nr_running)
			continue;
		variant_unthrottle(side, cfs_rq);
		cfs_rq->runtime_remaining -= VARIANT_DEBT;
	}
	rq_clock_stop_loop_update(rq);
}

/* For those alone bandwidth goes on: they are throttled when they fill. */
static void variant_throttle_indebted(struct rq *rq)
{
	struct task_group *group;

	list_for_each_entry(group, &task_groups, list) {
		struct cfs_rq *cfs_rq = group->cfs_rq[rq->cpu];

		cfs_rq->runtime_enabled = variant_in_debt(cfs_rq);
	}
}
#else
static void variant_unthrottle_delayed(enum variant_side side, struct rq *rq)
{
}

static void variant_throttle_indebted(struct rq *rq)
{
}
#endif

/*
 * Without tasks all that a fair queue can hold is delayed groups, and the way
 * of the class to get rid of those is to pick: each that it comes upon it
 * dequeues, up to the root (fair.c, pick_next_entity()). A server that is not
 * queued waits for its timer, as a throttled deadline task does.
 */
static void variant_dequeue_rest(enum variant_side side, struct rq *rq,
				 struct queue_state *state)
{
	struct sched_dl_entity *server = &rq->fair_server;

	variant_unthrottle_delayed(side, rq);
	if (rq->cfs.nr_running && rq->nr_running == 1 + variant_queued_servers(rq))
		fair_sched_class.pick_task(rq);
	variant_throttle_indebted(rq);
	state->server_queued = variant_queued_servers(rq);
	if (!state->server_queued)
		return;
	state->server_running = server->dl_defer_running;
	state->server_runtime = server->runtime;
	state->server_deadline = server->deadline;
	if (side == VARIANT_OWN_SIDE)
		VARIANT_OWN(dl_server_stop)(server);
	else
		dl_server_stop(server);
}

/*
 * The first fair task starts the server again (enqueue_task_fair()), and that means
 * a new period and a new wait, unless it is running and can use up its runtime
 * before its deadline. Without runtime it can. See update_dl_entity(). A deadline
 * that has passed is moved to this moment: no task is before it, as one that is late
 * begins a new period (enqueue_dl_entity()).
 */
static void variant_expect_server(struct rq *rq, const struct queue_state *state)
{
	struct sched_dl_entity *server = &rq->fair_server;

	if (!state->server_queued)
		return;
	server->dl_defer_running = 1;
	server->runtime = 0;
	if (dl_time_before(server->deadline, rq_clock(rq)))
		server->deadline = rq_clock(rq);
}

static void variant_restore_server(struct rq *rq, const struct queue_state *state)
{
	struct sched_dl_entity *server = &rq->fair_server;

	if (!state->server_queued)
		return;
	server->dl_defer_running = state->server_running;
	server->runtime = state->server_runtime;
	server->deadline = state->server_deadline;
}
#else
static unsigned int variant_queued_servers(struct rq *rq)
{
	return 0;
}

static void variant_dequeue_rest(enum variant_side side, struct rq *rq,
				 struct queue_state *state)
{
}

static void variant_expect_server(struct rq *rq, const struct queue_state *state)
{
}

static void variant_restore_server(struct rq *rq, const struct queue_state *state)
{
}
#endif

/* In any group, also one that is throttled and not queued itself. */
static bool variant_has_queued_entities(struct rq *rq)
{
	bool found = rq->cfs.nr_running;
#ifdef CONFIG_FAIR_GROUP_SCHED
	struct task_group *group;

	list_for_each_entry(group, &task_groups, list)
		found |= group->cfs_rq[rq->cpu]->nr_running;
#endif
	return found;
}

/* Nothing is left but the stopper itself. */
static bool variant_is_empty(struct rq *rq)
{
	return rq->nr_running == 1 && rq->curr == rq->stop && !variant_has_queued_entities(rq);
}

static void variant_count(struct rq *rq, struct queue_state *state)
{
	state->running = rq->nr_running - variant_queued_servers(rq);
	state->rt = rq->rt.rt_nr_running;
	state->deadline = rq->dl.dl_nr_running - variant_queued_servers(rq);
}

static bool variant_counts_equal(struct rq *rq, const struct queue_state *state)
{
	struct queue_state now;

	variant_count(rq, &now);
	return state->running == now.running && state->rt == now.rt &&
	       state->deadline == now.deadline;
}

/*
 * Dequeues every task of this CPU's run queue but the stopper. False when the
 * tasks do not fit or something else stays; variant_enqueue_tasks() restores it.
 */
bool variant_dequeue_tasks(enum variant_side side, struct variant_blocker *blocker)
{
	struct queue_state *state = this_cpu_ptr(&variant_queue_state);
	struct rq *rq = this_rq();
	struct rq_flags flags;
	unsigned int count = 0;
	bool done;

	lockdep_assert_irqs_disabled();
	memset(state, 0, sizeof(*state));
	rq_lock(rq, &flags);
	variant_update_clock(side, rq);
	variant_hold_bandwidth(rq);
	variant_count(rq, state);
	variant_visit_queued(rq, variant_count_queued, &count);
	state->first = atomic_fetch_add(count, &variant_taken);
	done = state->first + count <= variant_capacity;
	if (done) {
		variant_visit_queued(rq, variant_note_queued, state);
		variant_dequeue_all(rq, state);
		variant_dequeue_rest(side, rq, state);
		done = variant_is_empty(rq);
	}
	if (!done)
		variant_describe(blocker, rq->curr, "a run queue that does not empty");
	rq_unlock(rq, &flags);
	return done;
}

/* Enqueues them again; false when the run queue's counts are not as before. */
bool variant_enqueue_tasks(enum variant_side side)
{
	struct queue_state *state = this_cpu_ptr(&variant_queue_state);
	struct rq *rq = this_rq();
	struct rq_flags flags;
	bool equal;

	lockdep_assert_irqs_disabled();
	rq_lock(rq, &flags);
	variant_update_clock(side, rq);
	variant_expect_server(rq, state);
	variant_enqueue_all(rq, state);
	variant_restore_server(rq, state);
	variant_release_bandwidth(rq);
	equal = variant_counts_equal(rq, state);
	resched_curr(rq);
	rq_unlock(rq, &flags);
	return equal;
}
