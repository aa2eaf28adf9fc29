// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writing vmlinux's text and read-only tables.
 *
 * All pages that will be written are mapped a second time, writable, before
 * the machine is stopped; nothing is allocated and no protection bit is
 * touched afterwards. What stood there is kept and written back at unload.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <asm/page.h>
#include "variant.h"

static unsigned long *alias_pages;	/* sorted page addresses in the kernel mapping */
static unsigned int alias_count;
static u8 *alias_base;			/* the same pages, in that order, writable */
static u8 (*saved_sites)[SITE_BYTES];
static u8 **saved_tables;

static int compare_addresses(const void *a, const void *b)
{
	unsigned long x = *(const unsigned long *)a, y = *(const unsigned long *)b;

	return x < y ? -1 : x > y;
}

static u8 *alias_of(const u8 *address)
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

static void write_through_alias(void *address, const void *bytes, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++)
		*alias_of((u8 *)address + i) = ((const u8 *)bytes)[i];
}

static unsigned int note_pages(unsigned long *list, unsigned int count,
			       const void *address, size_t size)
{
	unsigned long page = (unsigned long)address & PAGE_MASK;

	for (; page < (unsigned long)address + size; page += PAGE_SIZE)
		list[count++] = page;
	return count;
}

static int map_aliases(void)
{
	unsigned int capacity = 2 * variant_site_count, count = 0, i;
	struct page **pages;

	for (i = 0; i < variant_table_count; i++)
		capacity += variant_tables[i].size / PAGE_SIZE + 2;
	alias_pages = kcalloc(capacity, sizeof(*alias_pages), GFP_KERNEL);
	pages = kcalloc(capacity, sizeof(*pages), GFP_KERNEL);
	if (!alias_pages || !pages) {
		kfree(pages);
		return -ENOMEM;
	}
	for (i = 0; i < variant_site_count; i++)
		count = note_pages(alias_pages, count, variant_sites[i].address, SITE_BYTES);
	for (i = 0; i < variant_table_count; i++)
		count = note_pages(alias_pages, count, variant_tables[i].vmlinux,
				   variant_tables[i].size);
	sort(alias_pages, count, sizeof(*alias_pages), compare_addresses, NULL);
	for (i = 0; i < count; i++) {
		if (alias_count && alias_pages[alias_count - 1] == alias_pages[i])
			continue;
		alias_pages[alias_count] = alias_pages[i];
		pages[alias_count++] = pfn_to_page(__pa(alias_pages[i]) >> PAGE_SHIFT);
	}
	alias_base = vmap(pages, alias_count, VM_MAP, PAGE_KERNEL);
	kfree(pages);
	return alias_base ? 0 : -ENOMEM;
}

/* Allocates everything that a write will need. Undone by text_release(). */
int text_prepare(void)
{
	unsigned int i;
	int err;

	saved_sites = kcalloc(variant_site_count, SITE_BYTES, GFP_KERNEL);
	saved_tables = kcalloc(variant_table_count, sizeof(*saved_tables), GFP_KERNEL);
	if (!saved_sites || !saved_tables)
		return -ENOMEM;
	for (i = 0; i < variant_table_count; i++) {
		saved_tables[i] = kmalloc(variant_tables[i].size, GFP_KERNEL);
		if (!saved_tables[i])
			return -ENOMEM;
	}
	err = map_aliases();
	return err;
}

void text_release(void)
{
	unsigned int i;

	if (alias_base)
		vunmap(alias_base);
	for (i = 0; saved_tables && i < variant_table_count; i++)
		kfree(saved_tables[i]);
	kfree(saved_tables);
	kfree(saved_sites);
	kfree(alias_pages);
}

static void encode_jump(const struct variant_site *site, u8 bytes[SITE_BYTES])
{
	s32 distance = (long)site->target - (long)(site->address + SITE_BYTES);

	bytes[0] = 0xe9;	/* jmp rel32 */
	memcpy(bytes + 1, &distance, sizeof(distance));
}

static bool jump_in_range(const struct variant_site *site)
{
	long distance = (long)site->target - (long)(site->address + SITE_BYTES);

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

/*
 * Compares every site with what must stand there: vmlinux's bytes before a
 * load, our own jump before an unload. A kprobe, another patcher or a wrong
 * slide is found here, before anything is written.
 */
int text_check(bool loaded, struct variant_blocker *blocker)
{
	unsigned int i;

	for (i = 0; i < variant_site_count; i++) {
		const struct variant_site *site = &variant_sites[i];
		u8 jump[SITE_BYTES];
		bool right;

		encode_jump(site, jump);
		right = loaded ? !memcmp(site->address, jump, SITE_BYTES)
			       : site_is_stock(site) && jump_in_range(site);
		if (right)
			continue;
		pr_err("sched_variant: %s: %s+%#lx holds %*ph, expected %*ph\n",
		       variant_name, site->symbol, (unsigned long)site->address & 0xfff,
		       SITE_BYTES, site->address, SITE_BYTES, loaded ? jump : site->expected);
		strscpy(blocker->where, site->symbol, sizeof(blocker->where));
		return -EEXIST;
	}
	return 0;
}

/* Called by one CPU while all others wait with interrupts off. */
void text_write(bool load)
{
	unsigned int i;

	for (i = 0; i < variant_site_count; i++) {
		const struct variant_site *site = &variant_sites[i];
		u8 jump[SITE_BYTES];

		if (load) {
			memcpy(saved_sites[i], site->address, SITE_BYTES);
			encode_jump(site, jump);
		}
		write_through_alias(site->address, load ? jump : saved_sites[i], SITE_BYTES);
	}
	for (i = 0; i < variant_table_count; i++) {
		const struct variant_table *table = &variant_tables[i];

		if (load)
			memcpy(saved_tables[i], table->vmlinux, table->size);
		write_through_alias(table->vmlinux, load ? table->shadow : saved_tables[i],
				    table->size);
	}
}
