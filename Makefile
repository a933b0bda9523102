# SPDX-License-Identifier: Apache-2.0
# 一窗: everything a newcomer runs. `make help` lists it.

VERSION  = 0.1.0
PREFIX   = /usr/local
DESTDIR  =
B        = build
JOBS     = $(shell nproc)

# --- tools and flags ------------------------------------------------------------------------------------------------
CC       = gcc
PKG      = pkg-config
OPT      = -O2 -g
WARN     = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wformat=2 -Wmissing-prototypes -Wstrict-prototypes -Wundef -Wvla
HARDEN   = -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE -fno-strict-aliasing
SAN      =
CPPFLAGS = -iquote include -iquote $(B)/gen -D_GNU_SOURCE -DVERSION='"$(VERSION)"' -DPREFIX='"$(PREFIX)"'
CFLAGS   = -std=c11 $(OPT) $(WARN) $(HARDEN) -ffile-prefix-map=$(CURDIR)=. $(SAN)
LDFLAGS  = -pie -Wl,-z,relro,-z,now -Wl,--as-needed $(SAN)

# `make V=1` shows whole commands
Q        = $(if $(V),,@)
say      = $(if $(V),,@printf '  %-4s %s\n' $(1) $(2))

# --- the house: each layer may use what stands before it in this list (docs/architecture.md) -----------------------
LAYERS   = base model store work sync hub desk
below-base  =
below-model = base
below-store = model base
below-work  = store model base
below-sync  = work store model base
below-hub   = sync work store model base
below-desk  = work store model base

# the libraries each layer is the only door to
libs-base   = -liniparser $(shell $(PKG) --libs libsodium libutf8proc 2>/dev/null)
libs-model  =
libs-store  = $(shell $(PKG) --libs sqlite3 2>/dev/null)
libs-work   =
libs-sync   = $(shell $(PKG) --libs libcurl libzstd 2>/dev/null)
libs-hub    = $(shell $(PKG) --libs libmicrohttpd gnutls 2>/dev/null)
libs-desk   = $(shell $(PKG) --libs ncursesw panelw 2>/dev/null)

archive  = $(B)/lib$(1).a
archives = $(call archive,$(1)) $(foreach l,$(below-$(1)),$(call archive,$(l)))
libs     = $(libs-$(1)) $(foreach l,$(below-$(1)),$(libs-$(l)))

PROGRAMS = $(B)/yichuang $(B)/yichuang-sync $(B)/yichuang-hub
MO       = $(B)/locale/en/LC_MESSAGES/yichuang.mo

.PHONY: all help
.DEFAULT_GOAL = all
all: $(PROGRAMS) $(MO)

help:
	@sed -n 's/^#: //p' $(MAKEFILE_LIST)

#: make            build/yichuang, build/yichuang-sync, build/yichuang-hub
#: make demo       a hub, two kits, forty cases and the desk, all on this machine
#: make check      every test that takes minutes; make check-full: the long ones too
#: make bench      speed as ratios, one table
#: make lint       warnings of both compilers, forms, man pages, translations
#: make install    DESTDIR= PREFIX=/usr/local; make uninstall; make dist
#: make deps       install the packages this needs (apt)

include mk/deps.mk
include mk/test.mk
include mk/fault.mk
include mk/screen.mk
include mk/fuzz.mk
include mk/bench.mk
include mk/dictionary.mk
include mk/demo.mk
include mk/install.mk

# --- generated sources ---------------------------------------------------------------------------------------------
$(B)/gen/%_sql.h: data/%.sql tools/embed.awk | $(B)/gen
	$(Q)awk -v name=$*_sql -f tools/embed.awk $< >$@.tmp && mv $@.tmp $@

UNIHAN = /usr/share/unicode/Unihan_Readings.txt.bz2
$(B)/gen/pinyin_table.h: tools/pinyin.awk data/surnames.csv $(UNIHAN) | $(B)/gen
	$(Q)bzip2 -dc $(UNIHAN) | LC_ALL=C awk -f tools/pinyin.awk data/surnames.csv - >$@.tmp && mv $@.tmp $@

$(B)/store/schema.o: $(B)/gen/schema_sql.h $(B)/gen/schema_derived_sql.h $(B)/gen/schema_hub_sql.h
$(B)/model/pinyin.o: $(B)/gen/pinyin_table.h

$(B)/gen:
	@mkdir -p $@

# --- compiling -----------------------------------------------------------------------------------------------------
define LAYER
src-$(1) = $$(wildcard src/$(1)/*.c)
obj-$(1) = $$(patsubst src/%.c,$(B)/%.o,$$(src-$(1)))
$(B)/lib$(1).a: $$(obj-$(1))
	@rm -f $$@ && ar rcD $$@ $$^
endef
$(foreach l,$(LAYERS),$(eval $(call LAYER,$(l))))

OBJECTS = $(foreach l,$(LAYERS),$(obj-$(l))) $(patsubst src/%.c,$(B)/%.o,$(wildcard src/*.c))

$(B)/%.o: src/%.c | $(B)/gen
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<
-include $(OBJECTS:.o=.d)

# the desk links neither curl nor TLS: a dead line must never freeze a form
$(B)/yichuang: $(patsubst src/%.c,$(B)/%.o,src/yichuang.c $(wildcard src/yichuang_*.c)) $(call archives,desk)
	$(call say,LINK,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(call libs,desk)
$(B)/yichuang-sync: $(patsubst src/%.c,$(B)/%.o,src/yichuang-sync.c $(wildcard src/yichuang-sync_*.c)) $(call archives,sync)
	$(call say,LINK,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(call libs,sync)
$(B)/yichuang-hub: $(patsubst src/%.c,$(B)/%.o,src/yichuang-hub.c $(wildcard src/yichuang-hub_*.c)) $(call archives,hub)
	$(call say,LINK,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(call libs,hub)

# --- translations --------------------------------------------------------------------------------------------------
$(B)/locale/%/LC_MESSAGES/yichuang.mo: po/%.po
	@mkdir -p $(@D)
	$(Q)msgfmt --check-format -o $@ $<

.PHONY: clean
clean:
	rm -rf $(B)
