# SPDX-License-Identifier: Apache-2.0
# Speed, as ratios within one run. Never part of a test.

BENCHES = $(B)/tests/bench/store_bench $(B)/tests/bench/hub_bench $(B)/tests/bench/first_screen $(B)/tests/bench/peak $(B)/tests/bench/slowsync.so

$(B)/tests/bench/store_bench: tests/bench/store_bench.c tests/bench/cases.h $(call archives,store)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $< $(call archives,store) $(call libs,store)
$(B)/tests/bench/hub_bench: tests/bench/hub_bench.c $(call archives,hub)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $< $(call archives,hub) $(call libs,hub)
$(B)/tests/bench/first_screen: tests/bench/first_screen.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $< -lutil
$(B)/tests/bench/peak: tests/bench/peak.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $<
$(B)/tests/bench/slowsync.so: tests/bench/slowsync.c
	@mkdir -p $(@D)
	$(Q)$(CC) -std=c11 -O2 -fPIC -shared -D_GNU_SOURCE -Wall -Wextra -o $@ $< -ldl

# a season of work written down (tests/bench/text) played into a desk store; the linker turns the system's clock
BENCHES += $(B)/tests/bench/play
$(B)/tests/bench/play: tests/bench/play.c $(call archives,work)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -Wl,--wrap=clock_gettime -o $@ $< $(call archives,work) $(call libs,work)

bench: all $(BENCHES)
	@tests/bench/run.sh $(B)
