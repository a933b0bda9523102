# SPDX-License-Identifier: Apache-2.0
# The one list of packages (Debian 12 and 13 names).

DEPS_BUILD = build-essential pkg-config gettext bzip2 unicode-data libncurses-dev libsqlite3-dev libiniparser-dev \
	libsodium-dev libutf8proc-dev libzstd-dev libcurl4-openssl-dev libmicrohttpd-dev libgnutls28-dev
DEPS_TEST  = libcmocka-dev procps tmux mandoc faketime sqlite3 python3 clang curl openssl

.PHONY: deps deps-build
deps: ; @tools/deps.sh $(DEPS_BUILD) $(DEPS_TEST)
deps-build: ; @tools/deps.sh $(DEPS_BUILD)
