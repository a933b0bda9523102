# SPDX-License-Identifier: Apache-2.0
# The programs that make stores for screen tests.

$(B)/tests/screen/make_%: tests/screen/make_%.c $(wildcard tests/screen/*.h) $(call archives,desk)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $< $(call archives,desk) $(call libs,desk)
