# SPDX-License-Identifier: Apache-2.0
.PHONY: demo
demo:
	@tools/deps.sh $(DEPS_BUILD) tmux
	@$(MAKE) -j$(JOBS) --no-print-directory all
	@tools/demo.sh $(B)
