/* Renderers of replies: text for reading, JSON for programs, and data alone. */
#ifndef UI_RENDER_H
#define UI_RENDER_H

#include "shell/output.h"

#include <stdio.h>

struct render {
    FILE *out;    /* replies */
    FILE *errors; /* errors of the quiet renderer */
    bool colour;
    bool raw;         /* the quiet renderer's output is no terminal: bytes go out as they are */
    bool names_place; /* errors say in which line: not at the prompt */
    bool has_status;  /* `errors` is a terminal: there is room for a status line */
    bool mutes_keys;  /* that are pressed leave nothing on the screen: at the prompt */
    bool muted;       /* they are not echoed now */
    size_t status_width;
    size_t (*columns)(
        void); /* of the terminal, now: longer lines are broken at blanks; NULL for none */
};

/* Outputs that write to `render`, which stays the caller's and must outlive them. */
struct output render_text(struct render *render);
struct output render_json(struct render *render);
struct output render_quiet(struct render *render);

#endif
