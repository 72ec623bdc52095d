/* A Markdown document as its parts: prose, and fenced blocks (CommonMark 4.5). */
#ifndef LANG_LITERATE_H
#define LANG_LITERATE_H

#include "base/span.h"

struct literate {
    struct span text; /* what is left to read */
    unsigned line;    /* where it begins */
};

struct literate_part {
    enum { LITERATE_PROSE, LITERATE_BLOCK } kind;
    struct span text; /* of a block what is between its fences */
    struct span info; /* behind a block's opening fence: "socksh ECONNREFUSED" */
    unsigned line;    /* where `text` begins */
};

struct literate literate_start(struct span document);
/* False at the end. A block that isn't closed ends with the document. */
bool literate_next(struct literate *literate, struct literate_part *ret_part);

#endif
