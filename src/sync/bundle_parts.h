/* SPDX-License-Identifier: Apache-2.0 */
/* What writing and reading bundles share: the head of a file, and what to say when a stick says no. */
#ifndef SYNC_BUNDLE_PARTS_H
#define SYNC_BUNDLE_PARTS_H

#include "sync/bundle.h"

#define BUNDLE_HEAD 42
#define BUNDLE_ID 8

struct bundle_head {
	uint32_t receiver, sender;
	unsigned char id[BUNDLE_ID];
	uint32_t part, parts;           /* 1 of 1 */
	uint64_t length;                /* bytes behind the head */
};

void bundle_head_put(const struct bundle_head *h, unsigned char out[BUNDLE_HEAD]);
enum bundle_mark { BUNDLE_IS, BUNDLE_OF_ANOTHER_VERSION, BUNDLE_IS_NOT };
enum bundle_mark bundle_head_get(const unsigned char *bytes, size_t n, struct bundle_head *h);

/* A regular file, opened for reading; -1 and errno. Never waits. */
int bundle_file_open(const char *path, uint64_t *size);
/* As many bytes as there are, up to n; -1 and errno. */
long bundle_file_read(int fd, void *out, size_t n);

/* The last part of a path, fit for a sentence. Yours. */
char *bundle_file_name(const char *path);
/* county.epoch.desk, for people. In a buffer that the next call but three takes again. */
const char *bundle_station(uint32_t number);
/* Why, by errno, for a clerk with a stick in hand. Always false. */
bool bundle_cannot_read(const char *path, int code, struct err *err);
bool bundle_cannot_write(const char *path, int code, struct err *err);


struct run;
/* Attachments on a stick (bundle_files.c). Behind the entries of a bundle: what the hub has not confirmed, whole. */
bool bundle_put_files(struct run *run, struct bundle_writer *w, size_t *files, struct err *err);
/* What an envelope of the hub's tells of ours. take: keep it; else only look. */
bool bundle_file_receipts(struct run *run, const struct buf *content, bool take, size_t *files, struct err *err);

#endif
