/* SPDX-License-Identifier: Apache-2.0 */
/* Taking the terminal over and giving it back; from its keys to ours. */
#include "desk/term.h"

#include <assert.h>
#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/conf.h"
#include "base/i18n.h"
#include "base/text.h"
#include "desk/draw.h"
#include "desk/theme.h"
#include "term_parts.h"

#define PROBE_MS 300
#define PASTE_MS 2000                   /* a paste that stops in the middle has ended */
#define PASTE_MAX (256 * 1024)
#define DEAD_READS 50                   /* so many failed reads in no time: nobody is there any more */

enum { KEY_PASTE_ON = KEY_MAX + 1, KEY_PASTE_OFF, KEY_WORD_LEFT, KEY_WORD_RIGHT };

static volatile sig_atomic_t asked_to_end, interrupted;
static bool started;

static void on_end(int sig)
{
	(void)sig;
	asked_to_end = 1;
}

static void on_interrupt(int sig)
{
	(void)sig;
	interrupted = 1;
}

static void catch(int sig, void (*handler)(int))
{
	struct sigaction a = { .sa_handler = handler };

	sigaction(sig, &a, NULL);
}

static bool usable(struct err *err)
{
	const char *term = getenv("TERM");

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return err_set(err, ERR_USAGE, _("这里没有终端，打不开窗口；不用窗口的命令见 yichuang --help"));
	if (!term || !*term || !strcmp(term, "dumb"))
		return err_set(err, ERR_USAGE, _("终端类型是 %s，画不出窗口；请在图形终端或 ssh 里运行，或设置 TERM"),
		               term && *term ? term : _("空的"));
	if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		return err_set(err, ERR_USAGE, _("语言环境不是 UTF-8，显示不了汉字；请设置 LANG=C.UTF-8"));
	return true;
}

/* Widths first: curses asks them from the first character on. */
static void measure(void)
{
	const char *wish = conf_get("desk.ambiguous");
	bool silent = false;
	int columns = !strcmp(wish, "1") ? 1 : !strcmp(wish, "2") ? 2 : term_probe(PROBE_MS, &silent);

	text_ambiguous(columns);
	/* where lines and dots are two columns wide no frame can be exact, so it is drawn from ASCII */
	draw_ascii(conf_bool("desk.ascii") || columns == 2);
	draw_newest(!silent && term_probe_newest(PROBE_MS));
}

static void prepare_keys(void)
{
	raw();                  /* Ctrl-Z is undo, Ctrl-C asks */
	noecho();
	nonl();                 /* Enter and Ctrl-J are two keys */
	keypad(stdscr, TRUE);
	intrflush(stdscr, FALSE);
	set_escdelay((int)conf_int("desk.escdelay"));
	define_key("\033[200~", KEY_PASTE_ON);
	define_key("\033[201~", KEY_PASTE_OFF);
	define_key("\033[1;5D", KEY_WORD_LEFT);
	define_key("\033[1;5C", KEY_WORD_RIGHT);
	define_key("\033[H", KEY_HOME);
	define_key("\033[F", KEY_END);
}

static void bracketed_paste(bool on)
{
	const char *s = on ? "\033[?2004h" : "\033[?2004l";
	ssize_t n = write(STDOUT_FILENO, s, strlen(s));
	(void)n;                /* a terminal that is gone needs no farewell */
}

bool term_start(struct err *err)
{
	const char *no_color = getenv("NO_COLOR");

	assert(term_width_ours());
	if (!usable(err))
		return false;
	measure();
	if (!newterm(NULL, stdout, stdin))
		return err_set(err, ERR_USAGE, _("系统不认识终端类型 %s；请设置 TERM，例如 TERM=xterm-256color"),
		               getenv("TERM"));
	started = true;
	err_on_fatal(term_stop);
	catch(SIGTERM, on_end);
	catch(SIGHUP, on_end);
	catch(SIGINT, on_interrupt);
	catch(SIGPIPE, SIG_IGN);
	prepare_keys();
	theme_start(!no_color || !*no_color);
	leaveok(stdscr, FALSE);
	idcok(stdscr, FALSE);   /* inserting and deleting cells beside wide characters leaves residue in terminals */
	curs_set(1);
	bracketed_paste(true);
	return true;
}

void term_stop(void)
{
	if (!started)
		return;
	started = false;
	bracketed_paste(false);
	endwin();
}

void term_repaint(void)
{
	clearok(curscr, TRUE);
}

void term_beep(void)
{
	beep();
}

/* --- reading -------------------------------------------------------------------------------------------------------- */

static int32_t of_curses(wint_t key)
{
	static const struct { int theirs; int32_t ours; } map[] = {
		{ KEY_UP, KC_UP }, { KEY_DOWN, KC_DOWN }, { KEY_LEFT, KC_LEFT }, { KEY_RIGHT, KC_RIGHT },
		{ KEY_HOME, KC_HOME }, { KEY_END, KC_END }, { KEY_FIND, KC_HOME }, { KEY_SELECT, KC_END },
		{ KEY_PPAGE, KC_PGUP }, { KEY_NPAGE, KC_PGDN }, { KEY_IC, KC_INSERT }, { KEY_DC, KC_DELETE },
		{ KEY_BACKSPACE, KC_BACKSPACE }, { KEY_BTAB, KC_SHIFT_TAB }, { KEY_ENTER, '\r' },
		{ KEY_WORD_LEFT, KC_WORD_LEFT }, { KEY_WORD_RIGHT, KC_WORD_RIGHT }, { KEY_RESIZE, KC_RESIZE },
	};

	for (size_t i = 0; i < sizeof map / sizeof *map; i++)
		if ((wint_t)map[i].theirs == key)
			return map[i].ours;
	return key >= KEY_F(1) && key <= KEY_F(12) ? KC_F1 + (int32_t)key - KEY_F(1) : KC_UNKNOWN;
}

/* Code points go to text by hand: the locale's own conversion does not know what we know. */
static void put_utf8(struct buf *b, wint_t c)
{
	if (c < 0x80) {
		buf_putc(b, (char)c);
	} else if (c < 0x800) {
		buf_putc(b, (char)(0xc0 | c >> 6));
		buf_putc(b, (char)(0x80 | (c & 0x3f)));
	} else if (c < 0x10000) {
		buf_putc(b, (char)(0xe0 | c >> 12));
		buf_putc(b, (char)(0x80 | (c >> 6 & 0x3f)));
		buf_putc(b, (char)(0x80 | (c & 0x3f)));
	} else {
		buf_putc(b, (char)(0xf0 | c >> 18));
		buf_putc(b, (char)(0x80 | (c >> 12 & 0x3f)));
		buf_putc(b, (char)(0x80 | (c >> 6 & 0x3f)));
		buf_putc(b, (char)(0x80 | (c & 0x3f)));
	}
}

/* Everything up to the end of the paste; keys inside it are only its bytes. */
static void read_paste(struct buf *b)
{
	wint_t c;
	int how;

	timeout(PASTE_MS);
	while ((how = get_wch(&c)) != ERR && !(how == KEY_CODE_YES && c == KEY_PASTE_OFF))
		if (how == OK && b->len < PASTE_MAX)
			put_utf8(b, c == '\r' ? '\n' : c);
}

/* Esc, or Esc and a digit that came with it. Curses has waited escdelay already. */
static int32_t after_esc(void)
{
	wint_t c;

	timeout(0);
	int how = get_wch(&c);
	if (how == OK && c >= 0xff10 && c <= 0xff19)
		c = c - 0xff10 + '0';
	if (how == OK && c >= '0' && c <= '9')
		return KC_ESC_0 + (int32_t)(c - '0');
	if (how == OK)
		unget_wch((wchar_t)c);
	else if (how == KEY_CODE_YES)
		ungetch((int)c);
	return 27;
}

static long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* No key came. A terminal that is gone says so at once, again and again. */
static int32_t nothing(long since)
{
	static int dead;

	dead = now_ms() - since < TERM_IDLE_MS / 10 ? dead + 1 : 0;
	return dead > DEAD_READS ? KC_HANGUP : KC_IDLE;
}

static int32_t read_code(struct buf *text)
{
	wint_t c;
	long since = now_ms();

	timeout(TERM_IDLE_MS);
	int how = get_wch(&c);
	if (asked_to_end)
		return KC_HANGUP;
	if (interrupted) {
		interrupted = 0;
		return 3;
	}
	if (how == ERR)
		return nothing(since);
	if (how == KEY_CODE_YES && c == KEY_PASTE_ON) {
		read_paste(text);
		return KC_PASTE;
	}
	if (how == KEY_CODE_YES)
		return of_curses(c);
	if (c == 27)
		return after_esc();
	put_utf8(text, c);
	return (int32_t)c;
}

struct key term_read(bool typing)
{
	static struct buf text;

	buf_clear(&text);
	int32_t code = read_code(&text);
	enum action a = keys_action(code, typing);
	return (struct key){ a, a == ACT_TEXT || a == ACT_PASTE ? buf_text(&text) : "" };
}
