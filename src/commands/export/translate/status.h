/* $? at a point of the program. A statement that goes well says nothing of it: the variable follows where ways join,
 * and only where that is read. Private to src/commands. */
#ifndef COMMANDS_EXPORT_STATUS_H
#define COMMANDS_EXPORT_STATUS_H

#include "export/translate/code.h"

#include <stdbool.h>

struct translation;

struct status {
    const char *known; /* the word that it is, certainly; NULL where that depends on the run */
    bool is_held;      /* the program's variable says it */
    bool is_lost;      /* what set it is left out */
};

struct status status_at_start(const struct translation *t);
/* Where it may come from the end of the loop as well. */
struct status status_in_loop(const struct translation *t);
struct status status_joined(struct status a, struct status b);

/* Its value here. */
struct code status_read(struct translation *t);
/* It is this word, ok where a statement has gone well; a try is over. */
void status_is(struct translation *t, const char *word);
void status_after_try(struct translation *t);
void status_is_lost(struct translation *t);
/* Ways join behind this, so that from here on the variable is to say it. */
void status_hold(struct translation *t);
/* Write what is known, said once. */
void status_say(struct translation *t);

#endif
