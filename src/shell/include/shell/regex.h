/* Regular expressions over bytes, by PCRE2, in a module. */
#ifndef SHELL_REGEX_H
#define SHELL_REGEX_H

#include "base/error.h"

struct regex;

/* What the module socksh-regex.so exports as socksh_regex. */
struct regex_interface {
    struct regex *(*compile)(struct span pattern, struct error *error);
    bool (*find)(struct regex *regex, struct span text, size_t *ret_start, size_t *ret_end,
                 struct error *error);
    bool (*begins_within_line_end)(struct regex *regex);
    void (*free)(struct regex *regex);
};

/* Loads the module. NULL with a `usage` error where the pattern is wrong. */
struct regex *regex_compile(struct span pattern, struct error *error);

/* The leftmost match in `text`. False without one; `error` is touched only when the search had to
 * be given up, a `resource` error. */
bool regex_find(struct regex *regex, struct span text, size_t *ret_start, size_t *ret_end,
                struct error *error);
/* Whether a match may begin between \r and \n. PCRE2 tries no such place with a pattern that has neither of them itself,
 * or begins with a line's beginning. */
bool regex_begins_within_line_end(struct regex *regex);
void regex_free(struct regex *regex);

#endif
