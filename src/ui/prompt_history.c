#include "prompt_parts.h"

#include "base/escape.h"
#include "notice.h"
#include "shell/session.h"
#include "ui/places.h"
#include "write.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Once: everything else works. */
static void warn_of_history(struct prompt *prompt)
{
    cleanup_buffer struct buffer path = {0};
    const char *why = strerror(errno);

    if (prompt->warned)
        return;
    prompt->warned = true;
    escape_message(&path, buffer_span(&prompt->history));
    notice(stderr, prompt->input_fd, "warning: the history is not kept: %s: %s", buffer_text(&path),
           why);
}

/* The history goes on; at the next start nothing is damaged any more, unless the file can't be replaced. */
static void warn_of_damage(const struct prompt *prompt, bool repaired)
{
    cleanup_buffer struct buffer path = {0}, aside = {0};

    escape_message(&path, buffer_span(&prompt->history));
    if (repaired)
        buffer_printf(&aside, "; as it was it is in %s.damaged", buffer_text(&path));
    notice(stderr, prompt->input_fd,
           "warning: the history is damaged: %s: what was never typed is left out%s",
           buffer_text(&path), buffer_text(&aside));
}

static void repeat(void *context, const char *entry)
{
    struct prompt *prompt = context;
    cleanup_buffer struct buffer text = {0};

    escape_text(&text, span_of(entry));
    buffer_append_byte(&text, '\n');
    write_out(stdout, buffer_span(&text));
    if (!prompt->editor->history_again(entry))
        warn_of_history(prompt);
}

void prompt_start_history(struct prompt *prompt)
{
    const struct editor_interface *editor = prompt->editor;
    bool placed = places_history(&prompt->history);
    bool named = placed && prompt->history.length;

    if (!placed)
        warn_of_history(prompt);
    enum editor_history outcome =
        editor->history_start(named ? buffer_text(&prompt->history) : NULL);
    if (outcome == EDITOR_HISTORY_UNUSABLE)
        warn_of_history(prompt);
    else if (outcome != EDITOR_HISTORY_KEPT)
        warn_of_damage(prompt, outcome == EDITOR_HISTORY_REPAIRED);
    prompt->session->history =
        (struct history){editor->history_count, editor->history_entry, repeat, prompt};
}

void prompt_keep(struct prompt *prompt, const char *entry)
{
    if (strlen(entry) <= EDITOR_HISTORY_ENTRY && !prompt->editor->history_add(entry))
        warn_of_history(prompt);
}
