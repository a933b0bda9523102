/* SPDX-License-Identifier: Apache-2.0 */
/* 预览: what a run would send, found by packing it for real and sending nothing. */
#ifndef SYNC_PREVIEW_H
#define SYNC_PREVIEW_H

#include "store/store.h"

struct preview {
	size_t entries;         /* that wait */
	size_t files;           /* likewise, of those that are to go with the next run */
	uint64_t file_bytes;
	uint64_t bytes;         /* of all of them upward, requests with them; TLS and what comes down are not in it */
	size_t exchanges;
	long seconds;           /* at the line's speed as last measured; -1: not known yet */
	bool whole;             /* all was packed; else the rest was taken to be like the first five thousand */
	uint64_t used, day;     /* bytes of this day so far, and what runs by themselves may use of a day; 0: any number */
};

/* Needs no lock and changes nothing. ERR_CHECK where this store has not joined a hub. */
bool preview_run(struct store *s, struct preview *p, struct err *err);
/* Is it more than so many bytes? Where it cannot be, that is known without packing, and the rest of *p stays empty. */
bool preview_exceeds(struct store *s, uint64_t bytes, bool *exceeds, struct preview *p, struct err *err);

#endif
