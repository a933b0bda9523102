# SPDX-License-Identifier: Apache-2.0
# Where an installed desk and hub keep their parts.

BIN   = $(DESTDIR)$(PREFIX)/bin
SHARE = $(DESTDIR)$(PREFIX)/share
UNITS = $(DESTDIR)$(PREFIX)/lib/systemd/user

.PHONY: install uninstall dist
install: all
	install -d $(BIN) $(SHARE)/yichuang/forms $(SHARE)/yichuang/data $(SHARE)/locale/en/LC_MESSAGES
	install -m 755 $(PROGRAMS) $(BIN)
	install -m 644 forms/*.ini $(SHARE)/yichuang/forms
	install -m 644 data/*.csv data/*.ini $(wildcard data/*.txt) $(wildcard data/sync-*) $(SHARE)/yichuang/data
	install -m 644 $(MO) $(SHARE)/locale/en/LC_MESSAGES
	install -d $(UNITS) $(SHARE)/yichuang/cron
	for f in data/systemd/*; do sed 's|/usr/local/bin/|$(PREFIX)/bin/|' $$f >$(UNITS)/$${f##*/}; chmod 644 $(UNITS)/$${f##*/}; done
	sed 's|/usr/local/bin/|$(PREFIX)/bin/|' data/cron/yichuang-sync >$(SHARE)/yichuang/cron/yichuang-sync
	for p in man/*.[1-9]; do s=$${p##*.}; install -d $(SHARE)/man/man$$s; install -m 644 $$p $(SHARE)/man/man$$s; done
	for p in man/zh_CN/*.[1-9]; do s=$${p##*.}; install -d $(SHARE)/man/zh_CN/man$$s; \
		install -m 644 $$p $(SHARE)/man/zh_CN/man$$s; done

uninstall:
	rm -f $(foreach p,$(PROGRAMS),$(BIN)/$(notdir $(p)))
	rm -rf $(SHARE)/yichuang
	rm -f $(SHARE)/locale/en/LC_MESSAGES/yichuang.mo
	for f in data/systemd/*; do rm -f $(UNITS)/$${f##*/}; done
	for p in man/*.[1-9]; do s=$${p##*.}; rm -f $(SHARE)/man/man$$s/$${p##*/}; done
	for p in man/zh_CN/*.[1-9]; do s=$${p##*.}; rm -f $(SHARE)/man/zh_CN/man$$s/$${p##*/}; done

dist:
	@mkdir -p $(B)
	git archive --prefix=yichuang-$(VERSION)/ -o $(B)/yichuang-$(VERSION).tar.gz HEAD
