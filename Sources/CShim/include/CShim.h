// SPDX-License-Identifier: Apache-2.0
#ifndef SCHED_CSHIM_H
#define SCHED_CSHIM_H

#include "files.h"
#include <stddef.h>

/// init_module(2): loads the image; returns 0 or a negative errno.
long sched_init_module(const void *image, unsigned long length, const char *parameters);

/// delete_module(2) with O_NONBLOCK; returns 0 or a negative errno.
long sched_delete_module(const char *name);

#endif
