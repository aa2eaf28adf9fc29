// SPDX-License-Identifier: GPL-2.0-only
/*
 * A scheduler variant as a module: inserting it loads the variant, writing 0 to
 * `enabled` in its sysfs directory unloads it, removing the module is refused
 * while it is loaded. At most one variant is inserted at a time.
 */
#include "variant.h"
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kernfs.h>
#include <linux/kobject.h>
#include <linux/lockdep.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include <linux/uaccess.h>

/* Serialises loads and unloads. */
static DEFINE_MUTEX(variant_mutex);
/* Guards what is shown: variant_loaded, variant_last_was_load, variant_last. */
static DEFINE_SPINLOCK(variant_lock);
static struct kobject *variant_kobj;
static bool variant_inserted;		/* false: `enabled` must not be acted on */
static bool variant_loaded;
static bool variant_last_was_load;
static struct variant_report variant_last;

/* Left by the variant's context_switch() for schedule.S. */
DEFINE_PER_CPU(struct task_struct *, variant_next);
DEFINE_PER_CPU(struct task_struct *, variant_prev);
/* Context switches that the variant's __schedule() has decided. */
static DEFINE_PER_CPU(u64, variant_switches);

/* Stands for switch_to() in the variant's code; interrupts are off. */
notrace bool variant_switch(struct task_struct *prev, struct task_struct *next)
{
	__this_cpu_write(variant_prev, prev);
	__this_cpu_write(variant_next, next);
	__this_cpu_inc(variant_switches);
	variant_follow_counts(prev, next);
	return true;
}

static void variant_log(bool load, int err, const struct variant_report *r)
{
	const char *done = load ? VARIANT_STATE_LOADED : VARIANT_STATE_UNLOADED;

	if (err == -EBUSY && r->blocker.comm[0])
		pr_info("%s %s not %s: busy after %u attempts in %llu us%s: %s (pid %d) is in %s; nothing has changed\n",
			variant_name, variant_version, done, r->attempts, r->total_ns / 1000,
			r->gated ? ", system calls held back" : "",
			r->blocker.comm, r->blocker.pid, r->blocker.where);
	else if (err == -EBUSY)
		pr_info("%s %s not %s: busy after %u attempts in %llu us: %s; nothing has changed\n",
			variant_name, variant_version, done, r->attempts, r->total_ns / 1000,
			r->blocker.where);
	else if (err)
		pr_info("%s %s not %s: error %d; nothing has changed\n",
			variant_name, variant_version, done, err);
	else
		pr_info("%s %s %s: cpus=%u threads=%u moved=%u attempts=%u%s stops=%u look=%llu us stop=%llu us handler=%llu us stack-check=%llu us write=%llu us total=%llu us\n",
			variant_name, variant_version, done, r->cpus, r->threads, r->moved,
			r->attempts, r->gated ? " gated" : "", r->stops, r->look_ns / 1000,
			r->stop_ns / 1000,
			r->handler_ns / 1000, r->stack_check_ns / 1000,
			r->write_ns / 1000, r->total_ns / 1000);
}

/*
 * Calls the variant's load hook, which may sleep. A value that is no error
 * number counts as -EINVAL.
 */
static int variant_call_load_hook(void)
{
	int err = variant_load_hook();

	if (err)
		pr_info("%s %s not loaded: %s() returned %d; nothing has changed\n",
			variant_name, variant_version, VARIANT_LOAD_HOOK, err);
	if (err > 0 || err < -MAX_ERRNO)
		return -EINVAL;
	return err;
}

static void variant_record(bool load, int err, const struct variant_report *report)
{
	spin_lock(&variant_lock);
	variant_last = *report;
	variant_last_was_load = load;
	if (!err)
		variant_loaded = load;
	spin_unlock(&variant_lock);
	variant_log(load, err, report);
}

/*
 * The load hook is called before the switch in, the unload hook after the switch
 * out: what the variant's scheduler needs is there before it runs and until it
 * has run, and of what comes after a switch nothing can fail. So there is no
 * state in between: without a switch in, the load hook is undone at once; without
 * a switch out, nothing has been undone.
 *
 * Features go before the switch in both directions: flipping their keys may
 * sleep, and the side that is about to run is not running yet.
 */
static int variant_change(bool load)
{
	struct variant_report report = {};
	int err;

	lockdep_assert_held(&variant_mutex);
	if (load) {
		err = variant_call_load_hook();
		if (err)
			return err;
	}
	variant_features_copy(load);
	err = variant_transition(load, &report);
	if (load == !!err)
		variant_unload_hook();
	variant_record(load, err, &report);
	return err;
}

/*
 * While loaded the module holds a reference to itself: rmmod is refused.
 * -ENODEV: the module is on its way out.
 */
static int variant_enable(bool wanted)
{
	int err;

	lockdep_assert_held(&variant_mutex);
	if (wanted == variant_loaded)
		return 0;
	if (wanted && !try_module_get(THIS_MODULE))
		return -ENODEV;
	err = variant_change(wanted);
	if (!variant_loaded)
		module_put(THIS_MODULE);
	return err;
}

#define VARIANT_ATTR(_id, _file, _mode, _store)					\
	static struct kobj_attribute variant_##_id##_attr = {			\
		.attr = { .name = (_file), .mode = (_mode) },			\
		.show = variant_##_id##_show,					\
		.store = (_store),						\
	}

#define VARIANT_ATTR_SHOWING(_id, _file, _format, _value)			\
	static ssize_t variant_##_id##_show(struct kobject *kobj,		\
					    struct kobj_attribute *attr, char *buf) \
	{									\
		ssize_t length;							\
										\
		spin_lock(&variant_lock);					\
		length = sysfs_emit(buf, _format "\n", _value);			\
		spin_unlock(&variant_lock);					\
		return length;							\
	}									\
										\
	VARIANT_ATTR(_id, _file, 0444, NULL)

VARIANT_ATTR_SHOWING(name, VARIANT_SYSFS_NAME, "%s", variant_name);
VARIANT_ATTR_SHOWING(version, VARIANT_SYSFS_VERSION, "%s", variant_version);
VARIANT_ATTR_SHOWING(module, VARIANT_SYSFS_MODULE, "%s", THIS_MODULE->name);
VARIANT_ATTR_SHOWING(build_id, VARIANT_SYSFS_BUILD_ID, "%s", variant_build_id);
VARIANT_ATTR_SHOWING(state, VARIANT_SYSFS_STATE, "%s",
		     variant_loaded ? VARIANT_STATE_LOADED : VARIANT_STATE_UNLOADED);
VARIANT_ATTR_SHOWING(transition, VARIANT_SYSFS_TRANSITION, "%s",
		     variant_last_was_load ? VARIANT_TRANSITION_LOAD : VARIANT_TRANSITION_UNLOAD);
VARIANT_ATTR_SHOWING(attempts, VARIANT_SYSFS_ATTEMPTS, "%u", variant_last.attempts);
VARIANT_ATTR_SHOWING(cpus, VARIANT_SYSFS_CPUS, "%u", variant_last.cpus);
VARIANT_ATTR_SHOWING(threads, VARIANT_SYSFS_THREADS, "%u", variant_last.threads);
VARIANT_ATTR_SHOWING(moved, VARIANT_SYSFS_MOVED, "%u", variant_last.moved);
VARIANT_ATTR_SHOWING(stops, VARIANT_SYSFS_STOPS, "%u", variant_last.stops);
VARIANT_ATTR_SHOWING(look, VARIANT_SYSFS_LOOK, "%llu", variant_last.look_ns);
VARIANT_ATTR_SHOWING(stop, VARIANT_SYSFS_STOP, "%llu", variant_last.stop_ns);
VARIANT_ATTR_SHOWING(handler, VARIANT_SYSFS_HANDLER, "%llu", variant_last.handler_ns);
VARIANT_ATTR_SHOWING(stack_check, VARIANT_SYSFS_STACK_CHECK, "%llu", variant_last.stack_check_ns);
VARIANT_ATTR_SHOWING(write, VARIANT_SYSFS_WRITE, "%llu", variant_last.write_ns);
VARIANT_ATTR_SHOWING(gated, VARIANT_SYSFS_GATED, "%d", variant_last.gated);
VARIANT_ATTR_SHOWING(total, VARIANT_SYSFS_TOTAL, "%llu", variant_last.total_ns);
VARIANT_ATTR_SHOWING(redirects, VARIANT_SYSFS_REDIRECTS, "%u", variant_site_count);

static ssize_t variant_switches_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += per_cpu(variant_switches, cpu);
	return sysfs_emit(buf, "%llu\n", sum);
}

VARIANT_ATTR(switches, VARIANT_SYSFS_SWITCHES, 0444, NULL);

static ssize_t variant_blocker_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	const struct variant_blocker *blocker = &variant_last.blocker;
	ssize_t length = 0;

	spin_lock(&variant_lock);
	if (blocker->where[0] && !blocker->comm[0])
		length = sysfs_emit(buf, "%s\n", blocker->where);
	else if (blocker->where[0])
		length = sysfs_emit(buf, "%s (pid %d) in %s\n", blocker->comm, blocker->pid,
				    blocker->where);
	spin_unlock(&variant_lock);
	return length;
}

VARIANT_ATTR(blocker, VARIANT_SYSFS_BLOCKER, 0444, NULL);

static ssize_t variant_enabled_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", variant_loaded);
}

static ssize_t variant_enabled_store(struct kobject *kobj, struct kobj_attribute *attr,
				     const char *buf, size_t count)
{
	bool wanted;
	int err;

	err = kstrtobool(buf, &wanted);
	if (err)
		return err;
	mutex_lock(&variant_mutex);
	err = variant_inserted ? variant_enable(wanted) : -ENODEV;
	mutex_unlock(&variant_mutex);
	return err ? err : count;
}

VARIANT_ATTR(enabled, VARIANT_SYSFS_ENABLED, 0644, variant_enabled_store);

static struct attribute *variant_attrs[] = {
	&variant_name_attr.attr, &variant_version_attr.attr, &variant_module_attr.attr,
	&variant_build_id_attr.attr, &variant_state_attr.attr, &variant_enabled_attr.attr,
	&variant_transition_attr.attr, &variant_attempts_attr.attr, &variant_cpus_attr.attr,
	&variant_threads_attr.attr, &variant_moved_attr.attr, &variant_stop_attr.attr,
	&variant_handler_attr.attr, &variant_stack_check_attr.attr, &variant_write_attr.attr,
	&variant_gated_attr.attr, &variant_total_attr.attr, &variant_redirects_attr.attr,
	&variant_blocker_attr.attr, &variant_switches_attr.attr, &variant_stops_attr.attr,
	&variant_look_attr.attr,
	NULL,
};

static const struct attribute_group variant_attr_group = { .attrs = variant_attrs };

static bool variant_another_is_inserted(void)
{
	struct kernfs_node *node = kernfs_find_and_get(kernel_kobj->sd, VARIANT_SYSFS_DIRECTORY);

	kernfs_put(node);
	return node;
}

static int variant_publish(void)
{
	variant_kobj = kobject_create_and_add(VARIANT_SYSFS_DIRECTORY, kernel_kobj);
	if (!variant_kobj)
		return -ENOMEM;
	return sysfs_create_group(variant_kobj, &variant_attr_group);
}

/* Booting with this word keeps every variant out, whatever a host's files say. */
static bool variant_is_switched_off(void)
{
	const size_t length = strlen(VARIANT_OFF_SWITCH);
	const char *word = saved_command_line;

	while ((word = strstr(word, VARIANT_OFF_SWITCH))) {
		bool begins = word == saved_command_line || isspace(word[-1]);

		word += length;
		if (begins && (!*word || isspace(*word)))
			return true;
	}
	return false;
}

/*
 * The version magic and the symbols' CRCs are those of the release, and two builds of
 * one release may share them. Uses exported symbols only: all other addresses are
 * right when it returns 0.
 */
static int variant_check_build(void)
{
	u8 running[VARIANT_BUILD_ID_BYTES];

	if (!copy_from_kernel_nofault(running, variant_build_id_place, sizeof(running)) &&
	    !memcmp(running, variant_build_id_bytes, sizeof(running)))
		return 0;
	pr_err("%s: built for the vmlinux with build id %s, and another is running\n",
	       variant_name, variant_build_id);
	return -ENOEXEC;
}

static int variant_check_host(void)
{
	if (variant_is_switched_off()) {
		pr_err("%s: refused: the kernel was booted with %s\n", variant_name,
		       VARIANT_OFF_SWITCH);
		return -EPERM;
	}
	if (variant_another_is_inserted()) {
		pr_err("%s: another variant is inserted\n", variant_name);
		return -EEXIST;
	}
	return 0;
}

/* The mutex is held from before the directory is visible until the load is over. */
static int variant_insert(void)
{
	int err;

	err = variant_check_build();
	if (!err)
		err = variant_check_host();
	if (!err)
		err = variant_keys_register();
	if (!err)
		err = variant_lasting_bind();
	if (err)
		return err;
	mutex_lock(&variant_mutex);
	err = variant_patch_prepare();
	if (!err)
		err = variant_publish();
	if (!err)
		err = variant_enable(true);
	variant_inserted = !err;
	mutex_unlock(&variant_mutex);
	if (err) {
		kobject_put(variant_kobj);	/* waits for its readers and writers */
		variant_patch_release();
	}
	return err;
}

static void variant_remove(void)
{
	kobject_put(variant_kobj);
	variant_patch_release();
}

module_init(variant_insert);
module_exit(variant_remove);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A variant of the CPU scheduler");
