// SPDX-License-Identifier: GPL-2.0-only
/*
 * Patches vmlinux's text and read-only tables.
 *
 * All pages that will be written are mapped a second time, writable, before
 * the machine is stopped, and only for as long as a load or unload takes;
 * nothing is allocated and no protection bit is touched in the stop. What
 * stood there is kept and written back at unload.
 */
#include "variant.h"
#include <linux/bsearch.h>
#include <linux/bug.h>
#include <linux/irqflags.h>
#include <linux/lockdep.h>
#include <linux/memory.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <asm/page.h>

struct site_state {
	u8 *alias;			/* valid while mapped */
	const void *leads_to;		/* NULL: vmlinux's own bytes stand there */
	u8 saved[VARIANT_SITE_BYTES];	/* vmlinux's own bytes, once checked */
};

struct table_state {
	u8 *alias;
	void *saved;
	bool replaced;
};

static struct site_state *site_states;
static struct table_state *table_states;
static unsigned long *alias_pages;	/* sorted page addresses in the kernel mapping */
static unsigned int alias_count;
static u8 *alias_base;			/* the same pages, in that order, writable */

static int variant_compare_addresses(const void *a, const void *b)
{
	unsigned long x = *(const unsigned long *)a, y = *(const unsigned long *)b;

	return x < y ? -1 : x > y;
}

/* Consecutive pages stay consecutive, so one alias does for a whole range. */
static u8 *variant_alias_of(const void *address)
{
	unsigned long page = (unsigned long)address & PAGE_MASK;
	unsigned long *found = bsearch(&page, alias_pages, alias_count, sizeof(page),
				       variant_compare_addresses);

	if (WARN_ON_ONCE(!found))
		return NULL;
	return alias_base + ((found - alias_pages) << PAGE_SHIFT) + offset_in_page(address);
}

static unsigned int variant_note_pages(unsigned long *list, unsigned int count,
				       const void *address, size_t size)
{
	unsigned long page = (unsigned long)address & PAGE_MASK;

	for (; page < (unsigned long)address + size; page += PAGE_SIZE)
		list[count++] = page;
	return count;
}

/* Lists every page that will be written once, in ascending order. */
static int variant_list_pages(void)
{
	unsigned int capacity = 2 * variant_site_count, count = 0, i;

	for (i = 0; i < variant_table_count; i++)
		capacity += variant_tables[i].size / PAGE_SIZE + 2;
	alias_pages = kcalloc(capacity, sizeof(*alias_pages), GFP_KERNEL);
	if (!alias_pages)
		return -ENOMEM;
	for (i = 0; i < variant_site_count; i++)
		count = variant_note_pages(alias_pages, count, variant_sites[i].address,
					   VARIANT_SITE_BYTES);
	for (i = 0; i < variant_table_count; i++)
		count = variant_note_pages(alias_pages, count, variant_tables[i].vmlinux,
					   variant_tables[i].size);
	sort(alias_pages, count, sizeof(*alias_pages), variant_compare_addresses, NULL);
	for (i = 0; i < count; i++)
		if (!alias_count || alias_pages[alias_count - 1] != alias_pages[i])
			alias_pages[alias_count++] = alias_pages[i];
	return 0;
}

/* Allocates what the module needs for as long as it is inserted. */
int variant_patch_prepare(void)
{
	unsigned int i;

	site_states = kcalloc(variant_site_count, sizeof(*site_states), GFP_KERNEL);
	table_states = kcalloc(variant_table_count, sizeof(*table_states), GFP_KERNEL);
	if (!site_states || !table_states)
		return -ENOMEM;
	for (i = 0; i < variant_table_count; i++) {
		table_states[i].saved = kmemdup(variant_tables[i].vmlinux,
						variant_tables[i].size, GFP_KERNEL);
		if (!table_states[i].saved)
			return -ENOMEM;
	}
	return variant_list_pages();
}

/* After variant_patch_prepare(), also a failed one. */
void variant_patch_release(void)
{
	unsigned int i;

	for (i = 0; table_states && i < variant_table_count; i++)
		kfree(table_states[i].saved);
	kfree(table_states);
	kfree(site_states);
	kfree(alias_pages);
}

int variant_patch_map(void)
{
	struct page **pages;
	unsigned int i;

	pages = kcalloc(alias_count, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return -ENOMEM;
	for (i = 0; i < alias_count; i++)
		pages[i] = pfn_to_page(__pa(alias_pages[i]) >> PAGE_SHIFT);
	alias_base = vmap(pages, alias_count, VM_MAP, PAGE_KERNEL);
	kfree(pages);
	if (!alias_base)
		return -ENOMEM;
	for (i = 0; i < variant_site_count; i++)
		site_states[i].alias = variant_alias_of(variant_sites[i].address);
	for (i = 0; i < variant_table_count; i++)
		table_states[i].alias = variant_alias_of(variant_tables[i].vmlinux);
	return 0;
}

void variant_patch_unmap(void)
{
	vunmap(alias_base);
	alias_base = NULL;
}

static long variant_distance(const struct variant_site *site, const void *target)
{
	return (long)target - (long)(site->address + VARIANT_SITE_BYTES);
}

static void variant_encode_jump(const struct variant_site *site, const void *target,
				u8 bytes[VARIANT_SITE_BYTES])
{
	s32 distance = variant_distance(site, target);

	bytes[0] = 0xe9;	/* jmp rel32 */
	memcpy(bytes + 1, &distance, sizeof(distance));
}

static bool variant_jump_in_range(const struct variant_site *site, const void *target)
{
	long distance = variant_distance(site, target);

	return distance == (s32)distance;
}

static bool variant_site_is_stock(const struct variant_site *site)
{
	unsigned int i;

	for (i = 0; i < VARIANT_SITE_BYTES; i++)
		if ((site->address[i] ^ site->expected[i]) & site->mask[i])
			return false;
	return true;
}

static bool variant_site_is_right(unsigned int index)
{
	const struct variant_site *site = &variant_sites[index];
	u8 jump[VARIANT_SITE_BYTES];

	if (!site_states[index].leads_to)
		return variant_site_is_stock(site) && variant_jump_in_range(site, site->target);
	variant_encode_jump(site, site_states[index].leads_to, jump);
	return !memcmp(site->address, jump, VARIANT_SITE_BYTES);
}

static bool variant_table_is_right(unsigned int index)
{
	const struct variant_table *table = &variant_tables[index];
	const struct table_state *state = &table_states[index];

	return !memcmp(table->vmlinux, state->replaced ? table->shadow : state->saved,
		       table->size);
}

static int variant_refuse(const char *symbol, const void *found,
			  struct variant_blocker *blocker)
{
	pr_err("%s: something else has changed %s: it holds %*ph\n",
	       variant_name, symbol, VARIANT_SITE_BYTES, found);
	strscpy(blocker->where, symbol, sizeof(blocker->where));
	return -EEXIST;
}

/*
 * Compares every site and table with what must stand there: vmlinux's bytes,
 * or what was last written here. A kprobe or another patcher is found before
 * anything is written, and text_mutex keeps it so.
 */
int variant_patch_check(struct variant_blocker *blocker)
{
	unsigned int i;

	lockdep_assert_held(&text_mutex);
	for (i = 0; i < variant_site_count; i++) {
		const struct variant_site *site = &variant_sites[i];

		if (!site_states[i].alias || !variant_site_is_right(i))
			return variant_refuse(site->symbol, site->address, blocker);
		if (!site_states[i].leads_to)
			memcpy(site_states[i].saved, site->address, VARIANT_SITE_BYTES);
	}
	for (i = 0; i < variant_table_count; i++)
		if (!table_states[i].alias || !variant_table_is_right(i))
			return variant_refuse(variant_tables[i].symbol, variant_tables[i].vmlinux,
					      blocker);
	return 0;
}

/*
 * Writes a jump to `target`, or vmlinux's own bytes for NULL. With all CPUs stopped;
 * no two of them may write the same site.
 */
void variant_patch_site(unsigned int index, const void *target)
{
	struct site_state *state = &site_states[index];
	u8 jump[VARIANT_SITE_BYTES];

	lockdep_assert_irqs_disabled();
	if (WARN_ON_ONCE(index >= variant_site_count))
		return;
	if (target)
		variant_encode_jump(&variant_sites[index], target, jump);
	memcpy(state->alias, target ? jump : state->saved, VARIANT_SITE_BYTES);
	state->leads_to = target;
}

/* Likewise, on each: its share of the sites; one writes the tables. */
void variant_patch_write(bool load, unsigned int rank, unsigned int cpus)
{
	unsigned int i;

	for (i = rank; i < variant_site_count; i += cpus)
		variant_patch_site(i, load ? variant_sites[i].target : NULL);
	if (rank)
		return;
	for (i = 0; i < variant_table_count; i++) {
		const struct variant_table *table = &variant_tables[i];
		struct table_state *state = &table_states[i];

		memcpy(state->alias, load ? table->shadow : state->saved, table->size);
		state->replaced = load;
	}
}
