/* Copies of replies: an outcome lives only as long as its statement. */
#ifndef TESTS_COMMANDS_SEEN_H
#define TESTS_COMMANDS_SEEN_H

#include "shell/output.h"

struct seen;

struct seen *seen_copy(const struct outcome *outcome);
/* This one and all behind it. */
void seen_free(struct seen *seen);

#endif
