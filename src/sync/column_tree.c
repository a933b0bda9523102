/* SPDX-License-Identifier: Apache-2.0 */
#include "column_tree.h"

#include <search.h>
#include <stddef.h>

#include "base/err.h"

void *column_tree_find(void *tree, const void *what, column_order *order)
{
	void *const *node = tfind(what, &tree, order);

	return node ? *node : NULL;
}

void *column_tree_put(void **tree, void *what, column_order *order)
{
	void *const *node = tsearch(what, tree, order);

	if (!node)
		fatal(1, "内存不足，程序只能退出。 Out of memory.");
	return *node;
}

static void let_be(void *what)
{
	(void)what;
}

void column_tree_free(void *tree)
{
	tdestroy(tree, let_be);
}
