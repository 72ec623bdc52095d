/* Lines that were pasted, shown as if they had been typed. */
#include "prompt_parts.h"

#include "base/escape.h"
#include "write.h"

#include <stdio.h>

enum { SHOWN_BYTES = 2048 /* of one line */ };

/* The beginning of a long text, in whole characters. */
static struct span cut(struct span text)
{
    if (text.length <= SHOWN_BYTES)
        return text;
    text.length = SHOWN_BYTES;
    while (text.length && (text.data[text.length] & 0xC0) == 0x80)
        text.length--;
    return text;
}

/* Readline's marks around what takes no column are for readline alone. */
static void append_prompt(struct buffer *out, const struct prompt *prompt)
{
    cleanup_buffer struct buffer marked = {0};

    prompt_write(prompt, &marked);
    for (size_t i = 0; i < marked.length; i++)
        if (marked.data[i] != '\001' && marked.data[i] != '\002')
            buffer_append_byte(out, marked.data[i]);
}

void prompt_echo(const struct prompt *prompt, struct span text)
{
    cleanup_buffer struct buffer escaped = {0}, shown = {0};

    if (text.length && text.data[text.length - 1] == '\n')
        text.length--;
    struct span seen = cut(text);
    escape_text(&escaped, seen);
    append_prompt(&shown, prompt);
    for (size_t i = 0; i < escaped.length; i++) {
        buffer_append_byte(&shown, escaped.data[i]);
        if (escaped.data[i] == '\n')
            buffer_append_text(&shown, "...> ");
    }
    if (seen.length < text.length)
        buffer_printf(&shown, "... and %zu bytes more", text.length - seen.length);
    buffer_append_byte(&shown, '\n');
    write_out(stdout, buffer_span(&shown));
}
