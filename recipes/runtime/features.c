// SPDX-License-Identifier: GPL-2.0-only
/*
 * A variant that changes kernel/sched/features.h owns the three variables
 * behind sched_feat(). A load and an unload copy the settings of the features that
 * both sides know by name; the others keep their side's value.
 */
#include "variant.h"
#include <linux/jump_label.h>
#include <linux/string.h>

static int variant_feature_index(const struct variant_features *features, const char *name)
{
	unsigned int i;

	for (i = 0; i < features->count; i++)
		if (!strcmp(features->names[i], name))
			return i;
	return -1;
}

static void variant_set_feature(const struct variant_features *features, unsigned int index,
				bool on)
{
	if (on) {
		*features->bits |= 1U << index;
		static_key_enable(&features->keys[index]);
	} else {
		*features->bits &= ~(1U << index);
		static_key_disable(&features->keys[index]);
	}
}

void variant_features_copy(bool load)
{
	const struct variant_features *from = load ? &variant_stock_features
						   : &variant_own_features;
	const struct variant_features *to = load ? &variant_own_features
						 : &variant_stock_features;
	unsigned int i;

	if (!variant_own_features.count)
		return;
	for (i = 0; i < from->count; i++) {
		int index = variant_feature_index(to, from->names[i]);

		if (index >= 0)
			variant_set_feature(to, index, *from->bits & (1U << i));
	}
}
