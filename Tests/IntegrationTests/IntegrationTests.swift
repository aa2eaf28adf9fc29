// SPDX-License-Identifier: Apache-2.0
import Testing

/// Real kernels, real builds, real guests. One after the other: each takes both
/// processors.
@Suite(.serialized, .enabled(if: Lab.isOpen, "make test sets SCHED_TEST_INTEGRATION"))
struct IntegrationTests {}
