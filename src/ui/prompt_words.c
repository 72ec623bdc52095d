/* What can follow what is typed: candidates and hints. */
#include "prompt_parts.h"

#include "shell/completion.h"
#include "shell/hint_line.h"
#include "shell/session.h"

/* What was typed of an unfinished statement stands before the line. A word that began there is out of reach. */
const struct completion *prompt_complete(void *context, const struct completion_line *line)
{
    cleanup_buffer struct buffer text = {0};
    struct prompt *prompt = context;
    struct completion_line whole = *line;
    size_t before = prompt->text.length;

    buffer_append(&text, buffer_span(&prompt->text));
    buffer_append(&text, line->text);
    whole.text = buffer_span(&text);
    whole.cursor += before;
    completion_free(prompt->completion);
    prompt->completion = completion_find(prompt->session, &whole);
    if (prompt->completion->start < before)
        prompt->completion->count = 0;
    prompt->completion->start -=
        prompt->completion->start < before ? prompt->completion->start : before;
    return prompt->completion;
}

/* Dim text is told apart from what was typed by its colour alone: without colours there is none. */
const struct editor_hint *prompt_hint(void *context, const char *line)
{
    cleanup_buffer struct buffer text = {0};
    struct prompt *prompt = context;

    if (!prompt->colour || !prompt->session->hints)
        return NULL;
    buffer_append(&text, buffer_span(&prompt->text));
    buffer_append_text(&text, line);
    buffer_clear(&prompt->hint_text);
    enum hint_kind kind = hint_line(prompt->session, buffer_span(&text), &prompt->hint_text);
    buffer_text(&prompt->hint_text); /* ends it */
    prompt->hint = (struct editor_hint){buffer_span(&prompt->hint_text), kind == HINT_ENTRY};
    return kind == HINT_NONE ? NULL : &prompt->hint;
}
