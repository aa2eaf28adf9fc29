/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The contract between the runtime (the C files beside this one, the same for
 * every variant) and the tables that are generated for one variant and one
 * exact vmlinux.
 *
 * Every address of vmlinux in the tables is an absolute symbol with vmlinux's
 * link-time value; the loading host has added the KASLR slide to it.
 */
#ifndef VARIANT_H
#define VARIANT_H

#include <linux/types.h>

struct rq;
struct sched_dl_entity;
struct static_key;
struct task_struct;

/* Length of a near jump, the only thing ever written over vmlinux's code. */
#define SITE_BYTES 5

/* Five bytes of vmlinux's text that become a jump while the variant is loaded. */
struct variant_site {
	const char *symbol;		/* function of vmlinux */
	u8 *address;			/* first of the five bytes */
	const void *target;		/* where the jump leads */
	u8 expected[SITE_BYTES];	/* what stands there in vmlinux */
	u8 mask[SITE_BYTES];		/* 0: the kernel itself changes this byte at boot */
};

/* Code of a boundary function in vmlinux: no task may be inside at a load. */
struct variant_range {
	unsigned long start;
	unsigned long end;		/* first byte behind it */
	const char *symbol;
};

/* A sched_class of vmlinux and the module's version of its contents. */
struct variant_table {
	const char *symbol;
	void *vmlinux;
	const void *shadow;
	size_t size;
};

/* What moving the tasks of a run queue needs from the scheduler in charge. */
struct variant_engine {
	void (*update_rq_clock)(struct rq *rq);
	void (*set_rq_online)(struct rq *rq);
	void (*set_rq_offline)(struct rq *rq);
	/* NULL where there are no deadline servers: before 6.8 */
	void (*dl_server_stop)(struct sched_dl_entity *server);
};

/* The three variables behind sched_feat() (kernel/sched/features.h). */
struct variant_features {
	unsigned int count;
	const char * const *names;
	struct static_key *keys;
	unsigned int *bits;
};

/* Generated. */
extern const char variant_name[];
extern const char variant_version[];
extern const char variant_build_id[];
extern const struct variant_site variant_sites[];
extern const unsigned int variant_site_count;
extern const struct variant_range variant_ranges[];	/* sorted, disjoint */
extern const unsigned int variant_range_count;
extern const struct variant_table variant_tables[];
extern const unsigned int variant_table_count;
extern const struct variant_engine variant_stock_engine;
extern const struct variant_engine variant_own_engine;
/* count 0: the variant shares vmlinux's features */
extern const struct variant_features variant_stock_features;
extern const struct variant_features variant_own_features;
/* An exported symbol as the module loader found it, and as the host computed it. */
extern const void * const variant_anchor_loader;
extern const void * const variant_anchor_host;
/*
 * The variant's sched_variant_load() and sched_variant_unload(), or nothing.
 * The first may fail; then the variant is not loaded.
 */
int variant_load_hook(void);
void variant_unload_hook(void);
/* The variant's own code. */
extern const char variant_text_start[], variant_text_end[];

/* schedule.S */
extern const char variant_schedule_thunk[];

/* gate-stubs.S: a gate for each redirected system call. */
struct variant_gate {
	unsigned long site;		/* index into variant_sites */
	const void *stub;
};
extern const struct variant_gate variant_gates[], variant_gates_end[];
extern const char variant_gate_text[], variant_gate_text_end[];

/* Which task stands in the way, and where. */
struct variant_blocker {
	pid_t pid;
	char comm[16];
	char where[64];
};

/* What one load or unload did; times in nanoseconds. */
struct variant_report {
	unsigned int attempts;
	bool gated;			/* system calls were held back */
	unsigned int cpus;
	unsigned int threads;
	unsigned int moved;		/* tasks taken off and put back on run queues */
	u64 stop_ns;			/* stop_machine() of the last attempt, as its caller saw it */
	u64 handler_ns;			/* all CPUs stopped, last attempt */
	u64 stack_check_ns;		/* of that, checking stacks */
	u64 write_ns;			/* of that, writing sites and tables */
	u64 total_ns;			/* first attempt to last, preparation included */
	struct variant_blocker blocker;	/* pid 0: none */
};

/* What a stop of the machine is for. */
enum variant_act {
	VARIANT_LOAD,
	VARIANT_UNLOAD,
	VARIANT_CLOSE_GATES,
	VARIANT_REMOVE_GATES,
	VARIANT_LEAVE_GATES,		/* only looks whether a task is left in a stub */
};

/* text.c */
int text_prepare(void);
void text_release(void);
int text_map(void);
void text_unmap(void);
int text_check(struct variant_blocker *blocker);
void text_write(bool load);
void text_lead_site(unsigned int site, const void *target);

/* stacks.c */
#define STACK_ENTRIES 256
void stacks_describe(struct variant_blocker *blocker, struct task_struct *task,
		     const char *where);
bool stacks_own_clear(enum variant_act act, unsigned long *entries,
		      struct variant_blocker *blocker);
bool stacks_share_clear(enum variant_act act, unsigned int rank, unsigned int cpus,
			unsigned long *entries, struct variant_blocker *blocker);
bool stacks_task_clear(enum variant_act act, struct task_struct *task,
		       unsigned long *entries, struct variant_blocker *blocker);

/* tasks.c */
int tasks_prepare(unsigned int threads);
void tasks_release(void);
bool tasks_queued_clear(enum variant_act act, unsigned long *entries,
			struct variant_blocker *blocker);
bool tasks_take_off(const struct variant_engine *engine, struct variant_blocker *blocker);
bool tasks_put_back(const struct variant_engine *engine);
unsigned int tasks_moved(void);

/* gates.c */
bool gates_any(void);
void gates_shut(void);
void gates_write(void);
void gates_unwrite(bool loaded);
void gates_open(void);
bool gates_used(void);
void gates_drain(void);
void gates_left(void);
const char *gates_site_holding(unsigned long address);

/* features.c */
void features_carry_over(bool load);

/* transition.c */
int transition_run(bool load, struct variant_report *report);

#endif
