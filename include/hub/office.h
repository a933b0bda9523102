/* SPDX-License-Identifier: Apache-2.0 */
/* What people at the county ask a hub on the command line: lists, one record, the stations, and to lock one out. */
#ifndef HUB_OFFICE_H
#define HUB_OFFICE_H

#include "base/buf.h"
#include "hub/hub.h"

enum office_shape { OFFICE_TEXT, OFFICE_JSON, OFFICE_CSV };

struct office_query {
	const char *find;       /* NULL: anything */
	char **args;            /* [KIND] [KEY=VALUE]… */
	int nargs;
	enum office_shape shape;
};
/* Records of the county, newest first; what stays in its unit is left out. Text for people is masked. ERR_USAGE for a filter that makes no sense. */
bool office_list(struct hub *h, const struct office_query *q, struct buf *out, struct err *err);
/* ERR_CHECK where there is no such number. */
bool office_show(struct hub *h, const char *no, enum office_shape shape, struct buf *out, struct err *err);

/* The attachments of a record; or a copy of one, by its number in that list (NULL: there is one only), at `to`: out gets where. */
bool office_attachments(struct hub *h, const char *no, enum office_shape shape, struct buf *out, struct err *err);
bool office_attachment(struct hub *h, const char *no, const char *number, const char *to, struct buf *out, struct err *err);

/* What of the county needs somebody: `yichuang today` for all of it. */
bool office_today(struct hub *h, enum office_shape shape, struct buf *out, struct err *err);

bool office_stations(struct hub *h, enum office_shape shape, struct buf *out, struct err *err);
/* STATION as `stations` shows it (county.epoch.desk), or its plain number. 0 where it is neither. */
uint32_t office_station(const char *text);
/* From its next exchange on it is turned away. */
bool office_revoke(struct hub *h, const char *station, struct err *err);

#endif
