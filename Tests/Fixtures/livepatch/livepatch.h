/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One function of vmlinux replaced by one of this module. Each module of this
 * folder names the two and is otherwise this file.
 */
#ifndef SCHED_TEST_LIVEPATCH_H
#define SCHED_TEST_LIVEPATCH_H

#include <linux/livepatch.h>
#include <linux/module.h>

#define REPLACE(function, replacement)					\
static struct klp_func replaced_functions[] = {				\
	{ .old_name = function, .new_func = replacement },		\
	{ }								\
};									\
									\
/* An object without a name is vmlinux. */				\
static struct klp_object patched_objects[] = {				\
	{ .funcs = replaced_functions },				\
	{ }								\
};									\
									\
static struct klp_patch patch = {					\
	.mod = THIS_MODULE,						\
	.objs = patched_objects,					\
};									\
									\
static int __init enable(void)						\
{									\
	return klp_enable_patch(&patch);				\
}									\
									\
/* The kernel disables a patch by its sysfs file; nothing is left then. */ \
static void __exit leave(void)						\
{									\
}									\
									\
module_init(enable);							\
module_exit(leave);							\
MODULE_INFO(livepatch, "Y");						\
MODULE_LICENSE("GPL v2")

#endif
