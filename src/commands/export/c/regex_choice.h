/* Where a pattern leaves a choice, PCRE2 takes the first way that leads to a match, POSIX the longest one. Private to
 * src/commands. */
#ifndef COMMANDS_POSIX_CHOICE_H
#define COMMANDS_POSIX_CHOICE_H

#include "export/c/regex.h"
#include "export/pattern/pattern.h"

/* Whether both find the same. False with the reason. */
bool posix_choices_agree(const struct pattern *pattern, enum regex_question question,
                         const char **ret_why);

#endif
