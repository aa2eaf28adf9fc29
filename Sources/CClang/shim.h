// SPDX-License-Identifier: Apache-2.0
#include <clang-c/Index.h>
