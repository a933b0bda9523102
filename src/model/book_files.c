/* SPDX-License-Identifier: Apache-2.0 */
/* What of a book stands on disk. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "model/book.h"
#include "model/fields.h"

static bool add_folder(const char *share, const char *folder, const char *suffix, struct book_file **files, size_t *n,
		       size_t *cap, struct err *err)
{
	char *dir = file_join(share, folder);
	char **names = file_list(dir, suffix, err);
	bool good = names != NULL;

	for (size_t i = 0; good && names[i]; i++) {
		char *path = file_join(dir, names[i]);
		struct buf text = { 0 };

		/* one file is one value of an entry when it is published */
		good = file_read(path, FIELDS_VALUE_MAX, &text, err);
		if (good) {
			size_t len = text.len;

			*files = mem_grow(*files, cap, *n, sizeof **files);
			(*files)[(*n)++] = (struct book_file){ file_join(folder, names[i]), buf_take(&text), len };
		}
		buf_free(&text);
		free(path);
	}
	file_list_free(names);
	free(dir);
	return good;
}

bool book_files(const char *share, struct book_file **files, size_t *n, struct err *err)
{
	size_t cap = 0;

	*files = NULL;
	*n = 0;
	if (add_folder(share, "forms", ".ini", files, n, &cap, err) && add_folder(share, "data", ".csv", files, n, &cap, err) &&
	    add_folder(share, "data", ".ini", files, n, &cap, err) && add_folder(share, "data", ".txt", files, n, &cap, err))
		return true;
	book_files_free(*files, *n);
	*files = NULL;
	*n = 0;
	return false;
}

void book_files_free(struct book_file *files, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(files[i].path);
		free(files[i].text);
	}
	free(files);
}
