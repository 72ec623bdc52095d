/* The line editor: GNU readline, in the module socksh-editor.so, which only an interactive session
 * loads. It reads no descriptor by itself: it is fed what was typed. */
#ifndef UI_EDITOR_H
#define UI_EDITOR_H

#include "base/span.h"

#include <stdbool.h>
#include <stddef.h>

struct completion;
struct completion_line;

/* What may follow a line. */
struct editor_hint {
    struct span text; /* printable, on one row, and ended by '\0' */
    bool takes;       /* it can be taken into the line as it stands */
};

/* What the editor asks of its host. */
struct editor_host {
    void *context;
    /* A line is complete; NULL for the end of input. The line is the host's to free(3). One that has line feeds
     * in it, as after a paste, has been cleared from the screen: the host shows what it makes of it. */
    void (*take_line)(void *context, char *line);
    /* The candidates for the word at the cursor; the host's, until it is asked again. */
    const struct completion *(*complete)(void *context, const struct completion_line *line);
    /* The hint for a line whose cursor is at its end, NULL for none; the host's, until it is asked again. */
    const struct editor_hint *(*hint)(void *context, const char *line);
};

enum {
    EDITOR_HISTORY_ENTRY = 64 * 1024
}; /* bytes; what is longer was pasted, and lies elsewhere */

/* What came of opening the history's file. */
enum editor_history {
    EDITOR_HISTORY_KEPT,
    EDITOR_HISTORY_UNUSABLE, /* it can't be read, or not be written */
    EDITOR_HISTORY_DAMAGED,  /* what is in it and was never typed was left out */
    EDITOR_HISTORY_REPAIRED, /* and is there no more: the file as it was is called PATH.damaged */
};

/* What the module exports as socksh_editor. */
struct editor_interface {
    /* Initialise; the host must outlive the editor. */
    void (*start)(const struct editor_host *host);
    /* Show the prompt and edit a line, beginning with what was fed and not used. */
    void (*begin)(const char *prompt);
    void (*feed)(const char *bytes, size_t length);
    /* Whether the last byte is a Ctrl-C that may belong to a paste. It was typed, once nothing has followed for a
     * while: settle() raises the signal then. */
    bool (*is_in_doubt)(void);
    void (*settle)(void);
    /* Forget what was fed and not used. */
    void (*drop)(void);
    /* Leave the terminal as it was, while a command runs. */
    void (*end)(void);
    /* Ctrl-C: drop the line and end editing. Ctrl-Z: stop the process. The window has a new size. */
    void (*interrupt)(void);
    void (*suspend)(void);
    void (*resize)(void);
    /* Make room for whole lines above the prompt, and show the line again below them, behind a prompt that
     * may have changed. */
    void (*hide)(void);
    void (*show)(const char *prompt);
    /* The history and its file: editor_history.h. */
    enum editor_history (*history_start)(const char *path);
    bool (*history_add)(const char *entry);
    bool (*history_again)(const char *entry);
    size_t (*history_count)(void);
    const char *(*history_entry)(size_t index, unsigned *ret_number);
};

#endif
