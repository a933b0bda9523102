# SPDX-License-Identifier: Apache-2.0
# Dictionaries for sync (docs/sync.md). `make dictionary N=2` makes build/dictionary/sync-2.*; to ship it, copy both into data/ and count up
# DICTIONARY_NEWEST in include/sync/dictionary.h. What was shipped once is never changed: that is why this is no part of `make`.

N       = 1
DICT    = $(B)/dictionary
SAMPLES = town village department
unit-town       = 421202101 101
unit-village    = 421202101001 102
unit-department = 421202 103

$(B)/tools/train: tools/dictionary/train.c $(call archives,sync)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $< $(call archives,sync) $(call libs,sync)

.PHONY: dictionary
dictionary: $(B)/tools/train $(B)/tests/bench/play
	@rm -rf $(DICT) && mkdir -p $(DICT)/share/data && ln -s $(CURDIR)/forms $(DICT)/share/forms
	@for f in data/*.csv data/*.ini data/*.txt; do ln -s $(CURDIR)/$$f $(DICT)/share/data; done
	@for s in $(SAMPLES); do tools/dictionary/$$s.py --cases 1500 --seed 5 >$(DICT)/$$s.plays || exit 1; done
	@$(foreach s,$(SAMPLES),YICHUANG_SHARE=$(CURDIR) $(B)/tests/bench/play -k $(DICT)/$(s) $(unit-$(s)) <$(DICT)/$(s).plays 2>$(DICT)/$(s).log;)
	@tools/dictionary/letters.py tools/dictionary/words.txt $(SAMPLES:%=$(DICT)/%.plays) >$(DICT)/share/data/sync-$(N).words
	@echo - >$(DICT)/share/data/sync-$(N).dict
	@YICHUANG_SHARE=$(DICT)/share $(B)/tools/train $(N) $(DICT)/sync-$(N).dict $(SAMPLES:%=$(DICT)/%)
	@cp $(DICT)/share/data/sync-$(N).words $(DICT)
