/* SPDX-License-Identifier: GPL-2.0-only */
/* What keys.c registers, and with whom. */
#ifndef VARIANT_KEYS_H
#define VARIANT_KEYS_H

#include <linux/compiler.h>
#include <linux/jump_label.h>
#include <linux/notifier.h>
#include <linux/static_call.h>

/* keys.lds; weak, since kbuild's link does not know them yet. */
extern struct jump_entry variant_jump_entries[] __weak, variant_jump_entries_end[] __weak;
extern struct static_call_site variant_call_sites[] __weak, variant_call_sites_end[] __weak;

/* What the loader calls by its notifier chain: kernel/jump_label.c, static_call_inline.c */
int jump_label_module_notify(struct notifier_block *self, unsigned long val, void *data);
int static_call_module_notify(struct notifier_block *self, unsigned long val, void *data);

#endif
