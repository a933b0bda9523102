/* SPDX-License-Identifier: Apache-2.0 */
/* A form, a flow or a table from a hostile hub or a tired hand: every byte string is either read or reported, never more. */
#include "model/book.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void ignore(void *arg, const struct ini_fault *fault)
{
	(void)arg;
	(void)fault;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	form_free(form_parse("intake", (const char *)data, n, NULL, ignore, NULL));

	static char form[] = "forms/intake.ini", flow[] = "data/flow.ini", table[] = "data/event_type.csv";
	struct book_file files[] = { { form, (char *)data, n }, { flow, (char *)data, n }, { table, (char *)data, n } };
	book_free(book_new(1, files, sizeof files / sizeof *files, ignore, NULL));
	return 0;
}
