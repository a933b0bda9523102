# SPDX-License-Identifier: Apache-2.0
# What the fault tests need: a shim that lets writes fail, and a program that promises and keeps.

.PHONY: fault-tools
fault-tools: $(B)/tests/fault/killshim.so $(B)/tests/fault/save_driver

# no fortify: it defines the functions that the shim stands for
$(B)/tests/fault/killshim.so: tests/fault/killshim.c
	@mkdir -p $(@D)
	$(Q)$(CC) -std=c11 -O2 -fPIC -shared -U_FORTIFY_SOURCE -D_GNU_SOURCE -Wall -Wextra -o $@ $< -ldl

$(B)/tests/fault/save_driver: tests/fault/save_driver.c $(call archives,store)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $< $(call archives,store) $(call libs,store)
