// SPDX-License-Identifier: Apache-2.0
#include <libelf.h>
#include <gelf.h>
