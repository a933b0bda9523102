# SPDX-License-Identifier: Apache-2.0
#
# Readings of hanzi as a C header: LC_ALL=C awk -f pinyin.awk data/surnames.csv Unihan_Readings.txt >pinyin_table.h
# POSIX awk on bytes. The order of everything follows from the two files, so the same input gives the same output.
#
# The one reading of a character is the first of kMandarin (for the mainland), save where that is the reading of a particle
# or of a rare word and nobody would look it up so. Further readings, for matching only, come from kXHC1983 (现代汉语词典)
# and from surnames.

BEGIN {
	FS = "\t"
	marked = split("ā á ǎ à ē é ě è ī í ǐ ì ō ó ǒ ò ū ú ǔ ù ǖ ǘ ǚ ǜ ü ń ň ǹ ḿ m̀", mark, " ")
	split("a a a a e e e e i i i i o o o o u u u u v v v v v n n n m m", plain, " ")
	for (i = 0; i < 16; i++)
		digit[substr("0123456789ABCDEF", i + 1, 1)] = i
	for (i = 128; i < 256; i++)
		byte[sprintf("%c", i)] = i

	first = 13312           # U+3400
	last = 40959            # U+9FFF

	syllable(0, "")         # index 0: no reading
	override("20BB7", "ji") # 𠮷, a common variant of 吉 in names; Unihan has no reading
	override("3007", "ling")        # 〇
	override("5730", "di")  # 地: de is the particle
	override("8C03", "tiao")        # 调解 before 调查
	override("90FD", "du")  # 都: dou is the adverb
	override("535C", "bu")  # 卜: bo only in 萝卜
	override("4E86", "le")  # 了
}

function die(why) {
	print "pinyin.awk: " FILENAME ":" FNR ": " why | "cat >&2"
	failed = 1
	exit 1
}

function hex(s,   i, n) {
	for (i = 1; i <= length(s); i++)
		n = n * 16 + digit[substr(s, i, 1)]
	return n
}

# "lüè" → "lve"; remembered, since there are only some 1,300 of them
function toneless(s,   i, t) {
	if (s in toneless_of)
		return toneless_of[s]
	t = s
	for (i = 1; i <= marked; i++)
		gsub(mark[i], plain[i], t)
	if (t !~ /^[a-z]+$/)
		die("not a reading: " s)
	return toneless_of[s] = t
}

function syllable(n, s) {
	if (!(s in index_of)) {
		index_of[s] = syllables
		syllable_at[syllables++] = s
	}
	return index_of[s]
}

function override(code, s) {
	reading[hex(code)] = syllable(0, s)
	overridden[hex(code)] = 1
	if (hex(code) < first || hex(code) > last)
		beyond_extra[hex(code)] = 1
}

# code point of the first character of s, whose length in bytes goes to `taken`
function codepoint(s,   a) {
	a = byte[substr(s, 1, 1)]
	if (a >= 240) {
		taken = 4
		return (a - 240) * 262144 + tail(s, 2) * 4096 + tail(s, 3) * 64 + tail(s, 4)
	}
	if (a >= 224) {
		taken = 3
		return (a - 224) * 4096 + tail(s, 2) * 64 + tail(s, 3)
	}
	die("not a hanzi: " s)
}

function tail(s, i) {
	return byte[substr(s, i, 1)] - 128
}

function also(cp, s) {
	if (cp >= first && cp <= last && index(more[cp] " ", " " s " ") == 0)
		more[cp] = more[cp] " " s
}

# --- the first file: surname,plain,alt_plain; alternatives separated by / --------------------------------------------
NR == FNR {
	sub(/\r$/, "")
	if (FNR == 1 || $0 == "")
		next
	if (split($0, cell, ",") < 2 || cell[2] !~ /^[a-z]+$/)
		die("not surname,plain,alt_plain: " $0)
	surname[++surnames] = cell[1]
	spelled[surnames] = cell[2]
	cp = codepoint(cell[1])
	if (length(cell[1]) == taken) {
		also(cp, cell[2])
		n = split(cell[3], other, "/")
		for (i = 1; i <= n; i++)
			also(cp, other[i])
	}
	next
}

# --- the second: U+XXXX <tab> property <tab> readings ---------------------------------------------------------------
/^#/ {
	next
}
$2 == "kMandarin" {
	cp = hex(substr($1, 3))
	split($3, r, " ")
	if (!(cp in overridden))
		reading[cp] = syllable(0, toneless(r[1]))
	if (cp < first || cp > last)
		outside[++outsiders] = cp
	delete beyond_extra[cp]
}
$2 == "kXHC1983" {
	cp = hex(substr($1, 3))
	n = split($3, r, " ")
	for (i = 1; i <= n; i++) {
		sub(/^.*:/, "", r[i])
		also(cp, toneless(r[i]))
	}
}

# --- out ------------------------------------------------------------------------------------------------------------
# "yuchi" → "yu chi"
function divided(s,   i, found) {
	for (i = 1; i < length(s); i++)
		if (substr(s, 1, i) in index_of && substr(s, i + 1) in index_of) {
			if (found)
				die("surname reads in two ways: " s)
			found = i
		}
	if (!found)
		die("surname is not two syllables: " s)
	return substr(s, 1, found) " " substr(s, found + 1)
}

function item(text) {
	printf "%s%s,", column++ % 12 ? " " : "\n\t", text
}

function close_array() {
	print "\n};"
	column = 0
}

# insertion sort: the arrays are in order already but for a handful
function sort_numbers(a, n,   i, j, x) {
	for (i = 2; i <= n; i++) {
		x = a[i]
		for (j = i - 1; j > 0 && a[j] > x; j--)
			a[j + 1] = a[j]
		a[j + 1] = x
	}
}

# bytewise; awk compares strings so under LC_ALL=C
function sort_surnames(   i, j, x, y) {
	for (i = 2; i <= surnames; i++) {
		x = surname[i]
		y = spelled[i]
		for (j = i - 1; j > 0 && surname[j] > x; j--) {
			surname[j + 1] = surname[j]
			spelled[j + 1] = spelled[j]
		}
		surname[j + 1] = x
		spelled[j + 1] = y
	}
}

END {
	if (failed)
		exit 1
	for (cp in beyond_extra)
		outside[++outsiders] = cp + 0
	sort_numbers(outside, outsiders)
	sort_surnames()

	# further readings, and the mark of those that have any
	for (cp = first; cp <= last; cp++) {
		n = split(more[cp], r, " ")
		for (i = 1; i <= n; i++)
			if (cp in reading && syllable(0, r[i]) != reading[cp]) {
				further[++furthers] = cp * 1024 + index_of[r[i]]
				flagged[cp] = 32768
			}
	}
	if (syllables > 1023 || outsiders < 10000 || furthers < 500)
		die("not a Unihan readings file")

	print "/* Made by tools/pinyin.awk from Unihan (Unicode licence) and data/surnames.csv. Do not edit. */"
	print "#define PINYIN_FIRST 0x3400\n#define PINYIN_LAST 0x9fff\n#define PINYIN_MORE 0x8000"

	printf "\nstatic const char pinyin_syllable[][8] = {"
	for (i = 0; i < syllables; i++)
		item("\"" syllable_at[i] "\"")
	close_array()

	print "\n/* U+3400 to U+9FFF: index into pinyin_syllable, 0 for none; PINYIN_MORE where pinyin_further has others. */"
	printf "static const uint16_t pinyin_hanzi[] = {"
	for (cp = first; cp <= last; cp++)
		item(cp in reading ? reading[cp] + flagged[cp] : 0)
	close_array()

	print "\n/* Everything else, ascending: code point << 10 | index. */"
	printf "static const uint32_t pinyin_outside[] = {"
	for (i = 1; i <= outsiders; i++)
		item(sprintf("%d", outside[i] * 1024 + reading[outside[i]]))
	close_array()

	print "\n/* Other readings of the characters marked above, ascending: code point << 10 | index. */"
	printf "static const uint32_t pinyin_further[] = {"
	for (i = 1; i <= furthers; i++)
		item(sprintf("%d", further[i]))
	close_array()

	print "\n/* Surnames, ascending by bytes; two syllables are separated by a space. */"
	print "static const struct { const char hanzi[8], reading[16]; } pinyin_surname[] = {"
	for (i = 1; i <= surnames; i++) {
		codepoint(surname[i])
		print "\t{ \"" surname[i] "\", \"" (length(surname[i]) == taken ? spelled[i] : divided(spelled[i])) "\" },"
	}
	print "};"
}
