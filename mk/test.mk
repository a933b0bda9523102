# SPDX-License-Identifier: Apache-2.0
# Tests. tests/unit/<layer>/<module>_test.c is one cmocka binary, linked with that layer and those below it.

UNIT = $(patsubst tests/unit/%.c,$(B)/tests/unit/%,$(wildcard tests/unit/*/*_test.c))

.PHONY: check check-full check-deps unit layers lint bench
.SECONDARY:

define UNIT_OF
$(B)/tests/unit/$(1)/%: tests/unit/$(1)/%.c $(call archives,$(1)) $(wildcard tests/unit/*.h tests/unit/$(1)/*.h)
	@mkdir -p $$(@D)
	$$(Q)$$(CC) $$(CPPFLAGS) -iquote tests/unit $$(CFLAGS) -Wno-missing-prototypes $$(LDFLAGS) -o $$@ $$< \
		$(call archives,$(1)) $(call libs,$(1)) -lcmocka
endef
$(foreach l,$(LAYERS),$(eval $(call UNIT_OF,$(l))))

# Each layer's archive links whole with only those below it and without the libraries of those above.
LAYER_PROOFS = $(foreach l,$(LAYERS),$(B)/layer-$(l))
$(B)/empty.c:
	@mkdir -p $(@D) && echo 'int main(void) { return 0; }' >$@
define PROOF
$(B)/layer-$(1): $(B)/empty.c $(call archives,$(1))
	$$(Q)$$(CC) -std=c11 -pie -fPIE $$(SAN) -o $$@ $(B)/empty.c -Wl,--whole-archive $(call archive,$(1)) -Wl,--no-whole-archive \
		$(foreach b,$(below-$(1)),$(call archive,$(b))) $(call libs,$(1))
endef
$(foreach l,$(LAYERS),$(eval $(call PROOF,$(l))))
layers: $(LAYER_PROOFS)

check: check-deps
	@$(MAKE) -j$(JOBS) --no-print-directory all layers $(UNIT) fault-tools $(B)/tests/screen/make_store $(B)/tests/screen/make_trouble
	@tests/run.sh $(B)
check-deps: deps

# Longer: both sanitizers over every test, fuzzing, long fault runs.
check-full: check
	@$(MAKE) -j$(JOBS) --no-print-directory B=$(B)/asan OPT='-O1 -g' HARDEN=-fPIE \
		SAN='-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer' check-sanitized
	@$(MAKE) -j$(JOBS) --no-print-directory fuzz
	@CHECK_LONG=1 tests/run.sh $(B) fault system

.PHONY: check-sanitized
check-sanitized: all fault-tools $(UNIT) $(B)/tests/screen/make_store $(B)/tests/screen/make_trouble
	@ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1 UBSAN_OPTIONS=print_stacktrace=1 tests/run.sh $(B) unit screen system

# Both compilers silent with all warnings; every program and test compiled by clang without linking.
lint:
	@$(MAKE) --no-print-directory $(B)/gen/schema_sql.h $(B)/gen/schema_derived_sql.h $(B)/gen/schema_hub_sql.h $(B)/gen/pinyin_table.h
	@for f in src/*.c src/*/*.c; do for cc in gcc clang; do \
		$$cc $(CPPFLAGS) -std=c11 -O1 $(WARN) -Werror -fsyntax-only $$f || exit 1; done; done
	@tests/run.sh $(B) house
