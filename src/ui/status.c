/* The status line of a terminal: what is going on, until it is replaced. */
#include "status.h"

#include "base/buffer.h"
#include "screen.h"
#include "ui/render.h"

enum {
    ECHOED = 2, /* the terminal writes ^C behind the line */
};

/* Blanks rather than escape sequences, so that any terminal will do. */
void status_show(void *context, struct span text)
{
    struct render *render = context;
    cleanup_buffer struct buffer line = {0};

    if (text.length == 0 && render->status_width == 0)
        return;
    size_t columns = screen_columns(fileno(render->errors));
    size_t room = columns > 1 + ECHOED ? columns - 1 - ECHOED : 0;

    if (text.length > room)
        text.length = room;
    buffer_append_byte(&line, '\r');
    buffer_append(&line, text);
    if (render->status_width > text.length)
        buffer_append_repeated(&line, ' ', render->status_width - text.length);
    if (text.length == 0)
        buffer_append_byte(&line, '\r');
    render->status_width = text.length ? text.length + ECHOED : 0;
    fwrite(line.data, 1, line.length, render->errors);
    fflush(render->errors);
}
