/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of the terminal door: our own character widths (term_width.c). */
#ifndef TERM_PARTS_H
#define TERM_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "desk/term.h"

/* Does this terminal give U+31350 (Unicode 15) the two columns it needs? Some measure with an older C library and drop it. */
bool term_probe_newest(int ms);
/* Can the C library itself, which older terminals measure with, tell how wide this is? */
bool term_width_known(int32_t cp);
/* Are the widths in this file those that count? Linking it is what makes them so. */
bool term_width_ours(void);

#endif
