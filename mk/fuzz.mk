# SPDX-License-Identifier: Apache-2.0
# libFuzzer on every parser of bytes from outside. `make fuzz FUZZ_SECONDS=600` for longer; new corpus files stay in build/fuzz.

FUZZERS      = $(patsubst tests/fuzz/%.c,$(B)/fuzz/%,$(wildcard tests/fuzz/*_fuzz.c))
FUZZ_SECONDS = 20
FUZZ_FLAGS   = -std=c11 -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all
# of sync what reads bytes, and neither the store nor the line
FUZZ_SOURCES = $(foreach l,base model,$(wildcard src/$(l)/*.c)) $(wildcard src/sync/column*.c) src/sync/dictionary.c \
	src/sync/envelope.c

.PHONY: fuzz
$(B)/fuzz/%: tests/fuzz/%.c $(FUZZ_SOURCES) $(B)/gen/pinyin_table.h
	@mkdir -p $(@D)
	$(Q)clang $(CPPFLAGS) $(FUZZ_FLAGS) -o $@ $< $(FUZZ_SOURCES) $(libs-base) $(libs-sync)

fuzz: $(FUZZERS)
	@for f in $^; do \
		mkdir -p $$f.corpus; \
		echo "fuzzing $$(basename $$f) for $(FUZZ_SECONDS) s"; \
		$$f -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=2048 -artifact_prefix=$$f. $$f.corpus \
			$$(d=tests/fuzz/seeds/$$(basename $$f); [ ! -d $$d ] || echo $$d) >$$f.log 2>&1 || { tail -n 40 $$f.log; exit 1; }; \
	done
