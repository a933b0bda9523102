/* SPDX-License-Identifier: Apache-2.0 */
/* Who this store is, and (at a hub) which stations it knows. */
#ifndef STORE_STATION_H
#define STORE_STATION_H

#include "base/crypto.h"
#include "store/store.h"

struct station_self {
	uint32_t number;                /* 0: not enrolled yet */
	char *unit;                     /* division code; at a hub the county's */
	char *name;                     /* what the hub calls this desk */
	unsigned char public[CRYPTO_PUBLIC];
	unsigned char secret[CRYPTO_SECRET];
	bool practice;                  /* a practice store: YICHUANG_CLOCK counts, screens say 练习 */
	/* at a desk: */
	uint32_t hub;                   /* the hub's station number */
	unsigned char hub_public[CRYPTO_PUBLIC];
	char *url;                      /* https://host:port */
	char *ca;                       /* PEM of the hub's own CA */
	char *code;                     /* the kit's one-time code, until enrolment was confirmed; else "" */
	uint32_t acked;                 /* last own seq the hub confirmed */
	uint64_t cursor;                /* last feed position applied */
};
void station_self_clear(struct station_self *me);       /* frees and wipes what it holds */
bool station_self_load(struct store *s, struct station_self *me, struct err *err);      /* number 0 if there is none */
bool station_self_save(struct store *s, const struct station_self *me, struct err *err);
bool station_set_acked(struct store *s, uint32_t acked, uint64_t cursor, struct err *err);      /* only ever forward */

enum station_state { STATION_KIT /* code given out */, STATION_ENROLLED, STATION_REVOKED };
struct station_peer {
	uint32_t number;
	char *unit, *name;
	enum station_state state;
	unsigned char public[CRYPTO_PUBLIC];    /* zeros until enrolled */
	unsigned char code[CRYPTO_HASH];        /* hash of its one-time code */
	uint32_t seq;                           /* last entry held of it */
	uint64_t cursor;                        /* feed position it confirmed */
	int64_t made, enrolled, seen;           /* ms; 0: never */
	uint32_t predecessor;                   /* the number that was given up for this one; 0: none */
	uint32_t inherited;                     /* last entry of that which was given back */
	bool recovered;                         /* the machine is gone; its last entries came from other desks */
};
void station_peer_free(struct station_peer *p);
bool station_add(struct store *s, const struct station_peer *p, struct err *err);
bool station_next_desk(struct store *s, uint32_t *desk, struct err *err);       /* never reused */
/* At a restored hub: desks up to this one may have been given out since the backup. */
bool station_set_floor(struct store *s, uint32_t desk, struct err *err);
struct station_peer *station_get(struct store *s, uint32_t number, struct err *err);            /* NULL without err: unknown */
struct station_peer *station_by_code(struct store *s, const unsigned char code[CRYPTO_HASH], struct err *err);
bool station_enrol(struct store *s, uint32_t number, const unsigned char public[CRYPTO_PUBLIC], int64_t at, struct err *err);
bool station_seen(struct store *s, uint32_t number, int64_t at, uint32_t seq, uint64_t cursor, struct err *err);
/* The successor that took this number's place with this key; NULL without err: there is none. */
struct station_peer *station_successor(struct store *s, uint32_t number, const unsigned char public[CRYPTO_PUBLIC],
                                       struct err *err);
/* How many desks of a unit got a new number since then. */
bool station_renewed_since(struct store *s, const char *unit, int64_t since, size_t *n, struct err *err);
bool station_set_inherited(struct store *s, uint32_t number, uint32_t seq, struct err *err);    /* only ever forward */
/* Is `number` one that `of` was called by before? */
bool station_is_ancestor(struct store *s, uint32_t number, const struct station_peer *of, bool *is, struct err *err);
bool station_each(struct store *s, bool (*each)(void *arg, const struct station_peer *p), void *arg, struct err *err);

/* Header and signature of what was exchanged, kept as proof. direction: 'r' received, 's' sent. */
bool station_proof(struct store *s, uint32_t peer, char direction, uint64_t from, uint64_t to, int64_t at,
                   const void *signed_header, size_t n, struct err *err);

#endif
