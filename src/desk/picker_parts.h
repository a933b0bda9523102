/* SPDX-License-Identifier: Apache-2.0 */
/* F4 on fields that hold units or files: picker.c opens it, picker_unit.c and picker_file.c fill it. */
#ifndef PICKER_PARTS_H
#define PICKER_PARTS_H

#include "desk/screens.h"

/* Where a picker stands, what was typed into it already, and what the field holds. */
struct picker_at {
	int row, column, columns;
	const char *typed, *held;
};

struct screen *unit_picker_open(struct desk *d, const struct book *b, const struct field *f, picked *told, void *arg,
                                const struct picker_at *at);

struct screen *file_picker_open(struct desk *d, const struct field *f, picked *told, void *arg, const struct picker_at *at);

/* The units that a writer may hand something to and that answer to the filter: those that are called just that first, then the
 * nearest: departments of the own division by line, the division, what lies below it (for a village: its town and the villages
 * there), what is above with its departments, the neighbours, the rest of the county. held: units that are marked; NULL: none. */
void unit_choices(const struct book *b, const char *writer, const char *filter, const char *held, struct choices *out);
/* A list of units with one more, or without it where it is in the list. Yours. */
char *unit_toggle(const char *held, const char *unit);

#endif
