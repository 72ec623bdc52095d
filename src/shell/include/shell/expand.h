/* From words to values. */
#ifndef SHELL_EXPAND_H
#define SHELL_EXPAND_H

#include "lang/program.h"

struct session;

/* Expand a word into one value, in the session's arena and NUL-terminated. */
bool expand_word(struct session *session, const struct word *word, struct span *ret_value,
                 struct error *error);

/* The error of a value that is too large; of one for which there is no memory. False. */
bool expand_fail_limit(const struct session *session, struct error *error);
bool expand_fail_memory(size_t size, struct error *error);

/* Whether there is memory for a value of that size; else that error. */
bool expand_has_memory(size_t size, struct error *error);

#endif
