/* The parts of `explain`. Private to src/commands. */
#ifndef COMMANDS_EXPLAIN_H
#define COMMANDS_EXPLAIN_H

#include "base/error.h"

struct buffer;
struct command;
struct failure;
struct reply;
struct session;

/* Each fills the reply's fields and appends what is to be read. */
void tell_command(const struct command *command, struct reply *reply, struct buffer *text);
void tell_failure(const struct session *session, const struct failure *failure, struct reply *reply,
                  struct buffer *text);
void tell_category(enum error_category category, struct reply *reply, struct buffer *text);
void tell_last(const struct session *session, struct reply *reply, struct buffer *text);

/* What an errno or EAI code means, by its name or number; of an errno that no socket call is known to give it is
 * written into `room`. NULL for none. */
const struct failure *explain_find_code(struct span word, struct failure *room);

/* A line of a list: what it is about, and the text beside it, folded. */
void tell_row(struct buffer *text, const char *about, const char *meaning);

/* What the error means at that command; NULL where its description doesn't say. */
const char *tell_meaning(const struct command *command, enum error_category category, int number);

#endif
