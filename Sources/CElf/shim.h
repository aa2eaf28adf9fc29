// SPDX-License-Identifier: Apache-2.0
#include <libelf.h>
#include <gelf.h>

// glibc declares it under _GNU_SOURCE only, which Swift does not set; memfd_create(2).
int memfd_create(const char *name, unsigned int flags);
