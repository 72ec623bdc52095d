/* The parts of `help`. Private to src/commands. */
#ifndef COMMANDS_HELP_H
#define COMMANDS_HELP_H

#include "shell/command.h"

struct buffer;
struct reply;
struct request;
struct topic;

/* Each appends what is to be read, in lines of less than 80 columns. */
void help_list_commands(struct buffer *out, command_table table);
void help_tell_command(struct buffer *out, const struct command *command);
void help_list_topics(struct buffer *out);
void help_tell_topic(struct buffer *out, const struct topic *topic);
void help_tell_examples(struct buffer *out, const struct example *examples);

/* Rank commands, topics and socket options by the words found in them: field `found` has the best, best first.
 * False with a `name` error that offers the nearest words where no word is found in any. */
bool help_search(const struct request *request, struct reply *reply, struct buffer *out,
                 struct error *error);

#endif
