# SPDX-License-Identifier: Apache-2.0
# The short names of what is done with this checkout. SwiftPM does the building.

# Apart from the debug build of the tests, so that neither waits for the other.
product := .build/product
sched := $(product)/release/sched
# Beside it: reads kernel source with libclang, on build hosts only.
cfacts := $(product)/release/sched-cfacts
swift_release := swift build -c release --static-swift-stdlib --scratch-path $(product)

.PHONY: build setup check test demo stable-fixes bench figures clean

# Without the Swift runtime as shared libraries: target hosts have none.
build:
	$(swift_release) --product sched
	$(swift_release) --product sched-cfacts
	strip $(sched) $(cfacts)

# Installs the Debian packages that are missing.
setup:
	tools/setup

# Format, build without warnings, tests that need no kernel.
check:
	tools/check

# The same, then variants are built and run in the virtual machine.
test: setup check build
	SCHED=$(abspath $(sched)) tools/integration

# Two variants from manifest to a switch in the running kernel of a guest.
demo: setup build
	SCHED=$(abspath $(sched)) tools/demo

# What the newest kernel of the line changed in kernel/sched, carried to the oldest
# and run under load for ten minutes.
stable-fixes: setup build
	SCHED=$(abspath $(sched)) tools/stable-fixes

# What facts, boundary and builds cost on this machine, what the variants do, and for how
# long a switch stops the machine.
bench: build
	SCHED=$(abspath $(sched)) Benchmarks/build-times
	SCHED=$(abspath $(sched)) Benchmarks/effects
	SCHED=$(abspath $(sched)) Benchmarks/stop

# Sizes, comments, leftovers: figures of the source tree, for looking.
figures:
	@tools/figures

# The cache of kernels (~/.cache/sched) stays.
clean:
	rm -rf .build
