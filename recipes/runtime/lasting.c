// SPDX-License-Identifier: GPL-2.0-only
/*
 * Constants that outlast the module: strings and tables that only the variant has.
 *
 * What the scheduler stores, such as a scheduling domain's name, can point to one
 * long after the module has gone, and nothing in compiled code tells which are stored.
 * So all of them are copied to memory that is never freed, and the places that refer
 * to them are moved there before any of the variant's code runs. A copy is
 * found again by its content: inserting the same variant a hundred times costs what
 * inserting it once does.
 */
#include "variant.h"
#include "lasting.h"
#include <linux/err.h>
#include <linux/jhash.h>
#include <linux/kernfs.h>
#include <linux/kobject.h>
#include <linux/memory.h>
#include <linux/mm.h>
#include <linux/moduleloader.h>
#include <linux/mutex.h>
#include <linux/set_memory.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/text-patching.h>
#ifdef CONFIG_EXECMEM
#include <linux/execmem.h>
#endif

/* The entry by which a copy is found. No address of the module is in it. */
struct variant_lasting_copy {
	struct kobject kobject;
	struct kobj_type type;		/* nothing to show, nothing to release */
	void *constants;
	size_t size;
};

/* In the modules' part of the address space, which 32 bits reach. */
static void *variant_lasting_memory(size_t size)
{
#ifdef CONFIG_EXECMEM
	return execmem_alloc(EXECMEM_MODULE_DATA, size);
#else
	return module_alloc(size);
#endif
}

static void variant_lasting_free(void *memory)
{
#ifdef CONFIG_EXECMEM
	execmem_free(memory);
#else
	module_memfree(memory);
#endif
}

/* NULL: there is none yet. */
static struct variant_lasting_copy *variant_find_copy(const char *name)
{
	struct kernfs_node *node = kernfs_find_and_get(kernel_kobj->sd, name);
	struct variant_lasting_copy *copy = NULL;

	if (node)
		copy = container_of((struct kobject *)node->priv, struct variant_lasting_copy,
				    kobject);
	kernfs_put(node);
	return copy;
}

static int variant_fill_copy(struct variant_lasting_copy *copy, const char *name, size_t size)
{
	copy->size = size;
	copy->constants = variant_lasting_memory(PAGE_ALIGN(size));
	if (!copy->constants)
		return -ENOMEM;
	memcpy(copy->constants, variant_lasting, size);
	set_memory_ro((unsigned long)copy->constants, PAGE_ALIGN(size) >> PAGE_SHIFT);
	return kobject_init_and_add(&copy->kobject, &copy->type, kernel_kobj, "%s", name);
}

static struct variant_lasting_copy *variant_make_copy(const char *name, size_t size)
{
	struct variant_lasting_copy *copy = kzalloc(sizeof(*copy), GFP_KERNEL);
	int err;

	if (!copy)
		return ERR_PTR(-ENOMEM);
	err = variant_fill_copy(copy, name, size);
	if (!err)
		return copy;
	if (copy->constants) {
		set_memory_rw((unsigned long)copy->constants, PAGE_ALIGN(size) >> PAGE_SHIFT);
		variant_lasting_free(copy->constants);
	}
	kfree_const(copy->kobject.name);
	kfree(copy);
	return ERR_PTR(err);
}

/* Moves one reference; what it leads to lies `distance` further on now. */
static void variant_move_place(const struct variant_lasting_place *place, long distance)
{
	u8 *address = (u8 *)&place->distance + place->distance;
	u64 value = 0;

	memcpy(&value, address, place->bytes);
	value += distance;
	text_poke(address, &value, place->bytes);
}

/*
 * To be called once, before anything of the variant runs. -ENOMEM; -EEXIST: other
 * constants have the name that these would get.
 */
int variant_lasting_bind(void)
{
	size_t size = variant_lasting_end - variant_lasting;
	const struct variant_lasting_place *place;
	struct variant_lasting_copy *copy;
	char name[sizeof(VARIANT_LASTING_PREFIX) + 16];

	if (!size)
		return 0;
	snprintf(name, sizeof(name), VARIANT_LASTING_PREFIX "%08x%08x",
		 jhash(variant_lasting, size, 0), jhash(variant_lasting, size, 1));
	copy = variant_find_copy(name);
	if (!copy)
		copy = variant_make_copy(name, size);
	if (IS_ERR(copy))
		return PTR_ERR(copy);
	if (copy->size != size || memcmp(copy->constants, variant_lasting, size))
		return -EEXIST;
	mutex_lock(&text_mutex);
	for (place = variant_lasting_places; place < variant_lasting_places_end; place++)
		variant_move_place(place, (const char *)copy->constants - variant_lasting);
	mutex_unlock(&text_mutex);
	return 0;
}
