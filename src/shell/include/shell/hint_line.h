/* What may still come behind a line that is being typed. Needs no terminal, and changes nothing. */
#ifndef SHELL_HINT_LINE_H
#define SHELL_HINT_LINE_H

#include "base/buffer.h"

struct session;

enum hint_kind {
    HINT_NONE,
    HINT_ENTRY,      /* the rest of a line of the history: can be taken as it stands */
    HINT_PARAMETERS, /* what the command still wants, in the words of its synopsis */
};

/* Append what may follow `text`, which ends at the cursor, to `out`: one row of printable text. The latest
 * entry of the session's history that begins so goes before the parameters. */
enum hint_kind hint_line(struct session *session, struct span text, struct buffer *out);

#endif
