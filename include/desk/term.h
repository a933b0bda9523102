/* SPDX-License-Identifier: Apache-2.0 */
/* The terminal: started and given back here alone, whatever happens. Keys come from here as codes of desk/keys.h. */
#ifndef DESK_TERM_H
#define DESK_TERM_H

#include <stdbool.h>

#include "base/err.h"
#include "desk/keys.h"

/* Measures the terminal, then takes it over. ERR_USAGE where there is none to take (no tty, TERM=dumb or unknown). */
bool term_start(struct err *err);
void term_stop(void);                   /* gives it back; harmless twice */

/* Columns this terminal moves on for an East Asian ambiguous character: 1 or 2; 1 where it does not answer within `ms`,
 * which *silent then says: it need not be asked again. Only while it is not taken over. */
int term_probe(int ms, bool *silent);

#define TERM_IDLE_MS 500
/* Wait for a key; ACT_IDLE after TERM_IDLE_MS without one. typing: as for keys_action(). */
struct key term_read(bool typing);
void term_repaint(void);                /* everything anew at the next draw_end() */
void term_beep(void);

#endif
