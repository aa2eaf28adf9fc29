/* SPDX-License-Identifier: GPL-2.0-only */
/* What extraction tells lasting.c (Sources/Module/Extract/OutputLayout.swift). */
#ifndef VARIANT_LASTING_H
#define VARIANT_LASTING_H

#include <linux/compiler.h>
#include <linux/types.h>

/* A reference to a constant, as a number of `bytes` bytes in the module. */
struct variant_lasting_place {
	s32 distance;			/* from this member */
	u32 bytes;
};

/* Weak, since there may be none. */
extern const char variant_lasting[] __weak, variant_lasting_end[] __weak;
extern const struct variant_lasting_place variant_lasting_places[] __weak;
extern const struct variant_lasting_place variant_lasting_places_end[] __weak;

#endif
