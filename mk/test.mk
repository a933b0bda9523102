# SPDX-License-Identifier: Apache-2.0
# Tests. tests/unit/<layer>/<module>_test.c is one cmocka binary, linked with that layer and those below it.

UNIT = $(patsubst tests/unit/%.c,$(B)/tests/unit/%,$(wildcard tests/unit/*/*_test.c))

.PHONY: check check-full check-deps unit layers lint bench
.SECONDARY:

define UNIT_OF
$(B)/tests/unit/$(1)/%: tests/unit/$(1)/%.c $(call archives,$(1)) $(wildcard tests/unit/*.h)
	@mkdir -p $$(@D)
	$$(CC) $$(CPPFLAGS) -iquote tests/unit $$(CFLAGS) -Wno-missing-prototypes $$(LDFLAGS) -o $$@ $$< \
		$(call archives,$(1)) $(call libs,$(1)) -lcmocka
endef
$(foreach l,$(LAYERS),$(eval $(call UNIT_OF,$(l))))

# Each layer's archive links whole with only those below it and without the libraries of those above.
LAYER_PROOFS = $(foreach l,$(LAYERS),$(B)/layer-$(l))
$(B)/empty.c:
	@mkdir -p $(@D) && echo 'int main(void) { return 0; }' >$@
define PROOF
$(B)/layer-$(1): $(B)/empty.c $(call archives,$(1))
	$$(CC) -std=c11 -pie -fPIE $$(SAN) -o $$@ $(B)/empty.c -Wl,--whole-archive $(call archive,$(1)) -Wl,--no-whole-archive \
		$(foreach b,$(below-$(1)),$(call archive,$(b))) $(call libs,$(1))
endef
$(foreach l,$(LAYERS),$(eval $(call PROOF,$(l))))
layers: $(LAYER_PROOFS)

check: check-deps
	@$(MAKE) --no-print-directory all layers $(UNIT)
	@tests/run.sh $(B)
check-deps: deps
