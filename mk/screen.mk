# SPDX-License-Identifier: Apache-2.0
# The program that makes stores for screen tests.

$(B)/tests/screen/make_store: tests/screen/make_store.c $(call archives,desk)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $< $(call archives,desk) $(call libs,desk)
