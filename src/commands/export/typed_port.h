/* A port that the kernel chose, and that somebody read in a reply and typed: in a program the kernel chooses another. Private
 * to src/commands/export. */
#ifndef COMMANDS_EXPORT_TYPED_PORT_H
#define COMMANDS_EXPORT_TYPED_PORT_H

#include "base/buffer.h"

struct journal;
struct journal_statement;

/* Append the statement's text, in which such a port asks the handle that has it: ${srv.local.port}. Anything else stays as
 * it was typed. */
void typed_port_append(struct buffer *out, const struct journal *journal,
                       const struct journal_statement *noted, struct span text);

#endif
