/* SPDX-License-Identifier: Apache-2.0 */
/* Is everything as it should be on this machine? Each finding is one sentence; where something is wrong it says what to do. */
#ifndef WORK_DOCTOR_H
#define WORK_DOCTOR_H

#include <stdbool.h>

typedef void doctor_say(void *arg, bool good, const char *what, const char *sentence);

/* Looks at locale, settings, clock, disk, store, enrolment, forms and the last sync of the desk in `home`. Changes nothing; a
 * desk without a store yet is told so. Returns how many findings want doing. */
int doctor(const char *home, doctor_say *say, void *arg);

#endif
