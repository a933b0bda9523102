/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Things kept in order, found in as many steps as their number has bits, whoever chose them. POSIX has it ready-made, in a
 * header that knows another struct entry than ours; so it stands here alone.
 */
#ifndef SYNC_COLUMN_TREE_H
#define SYNC_COLUMN_TREE_H

typedef int column_order(const void *a, const void *b);

/* What is in the tree and equals this; NULL where nothing does. */
void *column_tree_find(void *tree, const void *what, column_order *order);
/* The same; where nothing does it is `what` itself, now in the tree. An empty tree is NULL. */
void *column_tree_put(void **tree, void *what, column_order *order);
/* The tree alone: what is in it is yours. */
void column_tree_free(void *tree);

#endif
