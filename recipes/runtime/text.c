// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writing vmlinux's text and read-only tables.
 *
 * All pages that will be written are mapped a second time, writable, before
 * the machine is stopped, and only for as long as a load or unload takes;
 * nothing is allocated and no protection bit is touched in the stop. What
 * stood there is kept and written back at unload.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <asm/page.h>
#include "variant.h"

struct site_state {
	u8 *alias;			/* valid between text_map() and text_unmap() */
	const void *leads_to;		/* NULL: vmlinux's own bytes stand there */
	u8 saved[SITE_BYTES];		/* vmlinux's own bytes, once one was led away */
};

struct table_state {
	u8 *alias;
	void *saved;
	bool replaced;
};

static struct site_state *sites;
static struct table_state *tables;
static unsigned long *alias_pages;	/* sorted page addresses in the kernel mapping */
static unsigned int alias_count;
static u8 *alias_base;			/* the same pages, in that order, writable */

static int compare_addresses(const void *a, const void *b)
{
	unsigned long x = *(const unsigned long *)a, y = *(const unsigned long *)b;

	return x < y ? -1 : x > y;
}

/* Consecutive pages stay consecutive, so one alias does for a whole range. */
static u8 *alias_of(const void *address)
{
	unsigned long page = (unsigned long)address & PAGE_MASK;
	unsigned int low = 0, high = alias_count;

	while (low < high) {
		unsigned int middle = (low + high) / 2;

		if (alias_pages[middle] < page)
			low = middle + 1;
		else
			high = middle;
	}
	return alias_base + ((unsigned long)low << PAGE_SHIFT) + offset_in_page(address);
}

static unsigned int note_pages(unsigned long *list, unsigned int count,
			       const void *address, size_t size)
{
	unsigned long page = (unsigned long)address & PAGE_MASK;

	for (; page < (unsigned long)address + size; page += PAGE_SIZE)
		list[count++] = page;
	return count;
}

/* Lists every page that will be written once, in ascending order. */
static int list_pages(void)
{
	unsigned int capacity = 2 * variant_site_count, count = 0, i;

	for (i = 0; i < variant_table_count; i++)
		capacity += variant_tables[i].size / PAGE_SIZE + 2;
	alias_pages = kcalloc(capacity, sizeof(*alias_pages), GFP_KERNEL);
	if (!alias_pages)
		return -ENOMEM;
	for (i = 0; i < variant_site_count; i++)
		count = note_pages(alias_pages, count, variant_sites[i].address, SITE_BYTES);
	for (i = 0; i < variant_table_count; i++)
		count = note_pages(alias_pages, count, variant_tables[i].vmlinux,
				   variant_tables[i].size);
	sort(alias_pages, count, sizeof(*alias_pages), compare_addresses, NULL);
	for (i = 0; i < count; i++)
		if (!alias_count || alias_pages[alias_count - 1] != alias_pages[i])
			alias_pages[alias_count++] = alias_pages[i];
	return 0;
}

/* Allocates what the module needs for as long as it is inserted. */
int text_prepare(void)
{
	unsigned int i;

	sites = kcalloc(variant_site_count, sizeof(*sites), GFP_KERNEL);
	tables = kcalloc(variant_table_count, sizeof(*tables), GFP_KERNEL);
	if (!sites || !tables)
		return -ENOMEM;
	for (i = 0; i < variant_table_count; i++) {
		tables[i].saved = kmemdup(variant_tables[i].vmlinux, variant_tables[i].size,
					  GFP_KERNEL);
		if (!tables[i].saved)
			return -ENOMEM;
	}
	return list_pages();
}

/* After text_prepare(), also a failed one. */
void text_release(void)
{
	unsigned int i;

	for (i = 0; tables && i < variant_table_count; i++)
		kfree(tables[i].saved);
	kfree(tables);
	kfree(sites);
	kfree(alias_pages);
}

int text_map(void)
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
		sites[i].alias = alias_of(variant_sites[i].address);
	for (i = 0; i < variant_table_count; i++)
		tables[i].alias = alias_of(variant_tables[i].vmlinux);
	return 0;
}

void text_unmap(void)
{
	vunmap(alias_base);
	alias_base = NULL;
}

static long distance_to(const struct variant_site *site, const void *target)
{
	return (long)target - (long)(site->address + SITE_BYTES);
}

static void encode_jump(const struct variant_site *site, const void *target,
			u8 bytes[SITE_BYTES])
{
	s32 distance = distance_to(site, target);

	bytes[0] = 0xe9;	/* jmp rel32 */
	memcpy(bytes + 1, &distance, sizeof(distance));
}

static bool jump_in_range(const struct variant_site *site, const void *target)
{
	long distance = distance_to(site, target);

	return distance == (s32)distance;
}

static bool site_is_stock(const struct variant_site *site)
{
	unsigned int i;

	for (i = 0; i < SITE_BYTES; i++)
		if ((site->address[i] ^ site->expected[i]) & site->mask[i])
			return false;
	return true;
}

static bool site_is_right(unsigned int index)
{
	const struct variant_site *site = &variant_sites[index];
	u8 jump[SITE_BYTES];

	if (!sites[index].leads_to)
		return site_is_stock(site) && jump_in_range(site, site->target);
	encode_jump(site, sites[index].leads_to, jump);
	return !memcmp(site->address, jump, SITE_BYTES);
}

static bool table_is_right(unsigned int index)
{
	const struct variant_table *table = &variant_tables[index];

	return !memcmp(table->vmlinux,
		       tables[index].replaced ? table->shadow : tables[index].saved, table->size);
}

static int refuse(const char *symbol, const void *found, struct variant_blocker *blocker)
{
	pr_err("sched_variant: %s: something else has changed %s: it holds %*ph\n",
	       variant_name, symbol, SITE_BYTES, found);
	strscpy(blocker->where, symbol, sizeof(blocker->where));
	return -EEXIST;
}

/*
 * Compares every site and table with what must stand there: vmlinux's bytes,
 * or what was last written here. A kprobe, another patcher or a wrong slide is
 * found, before anything is written. With text_mutex held, so that it stays so.
 */
int text_check(struct variant_blocker *blocker)
{
	unsigned int i;

	for (i = 0; i < variant_site_count; i++) {
		const struct variant_site *site = &variant_sites[i];

		if (!site_is_right(i))
			return refuse(site->symbol, site->address, blocker);
		if (!sites[i].leads_to)
			memcpy(sites[i].saved, site->address, SITE_BYTES);
	}
	for (i = 0; i < variant_table_count; i++)
		if (!table_is_right(i))
			return refuse(variant_tables[i].symbol, variant_tables[i].vmlinux, blocker);
	return 0;
}

/*
 * Writes a jump to `target`, or vmlinux's own bytes for NULL. Called by one CPU
 * while all others wait with interrupts off.
 */
void text_lead_site(unsigned int index, const void *target)
{
	u8 jump[SITE_BYTES];

	if (target)
		encode_jump(&variant_sites[index], target, jump);
	memcpy(sites[index].alias, target ? jump : sites[index].saved, SITE_BYTES);
	sites[index].leads_to = target;
}

/* Likewise. */
void text_write(bool load)
{
	unsigned int i;

	for (i = 0; i < variant_site_count; i++)
		text_lead_site(i, load ? variant_sites[i].target : NULL);
	for (i = 0; i < variant_table_count; i++) {
		memcpy(tables[i].alias, load ? variant_tables[i].shadow : tables[i].saved,
		       variant_tables[i].size);
		tables[i].replaced = load;
	}
}
