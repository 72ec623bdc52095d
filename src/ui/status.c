/* The status line of a terminal: what is going on, until it is replaced. */
#include "status.h"

#include "base/buffer.h"
#include "screen.h"
#include "ui/render.h"

#include <termios.h>
#include <unistd.h>

enum { ECHOED = 2 /* columns of ^C, which the terminal writes behind the line */ };

/* In the background that would stop the process. */
static bool get_terminal(FILE *terminal, struct termios *ret_settings)
{
    int fd = fileno(terminal);

    return tcgetpgrp(fd) == getpgrp() && tcgetattr(fd, ret_settings) == 0;
}

/* What is echoed would stand in the line, and an arrow key move it. */
static void mute_keys(struct render *render)
{
    struct termios settings;

    if (!render->mutes_keys || render->muted || !get_terminal(render->errors, &settings) ||
        !(settings.c_lflag & ECHO))
        return;
    settings.c_lflag &= ~(tcflag_t)ECHO;
    render->muted = tcsetattr(fileno(render->errors), TCSANOW, &settings) == 0;
}

static void unmute_keys(struct render *render)
{
    struct termios settings;

    if (render->muted && get_terminal(render->errors, &settings)) {
        settings.c_lflag |= ECHO;
        tcsetattr(fileno(render->errors), TCSANOW, &settings);
    }
    render->muted = false;
}

/* Blanks rather than escape sequences, so that any terminal will do. */
static void write_line(struct render *render, struct span text)
{
    cleanup_buffer struct buffer line = {0};

    buffer_append_byte(&line, '\r');
    buffer_append(&line, text);
    if (render->status_width > text.length)
        buffer_append_repeated(&line, ' ', render->status_width - text.length);
    if (text.length == 0)
        buffer_append_byte(&line, '\r');
    fwrite(line.data, 1, line.length, render->errors);
    fflush(render->errors);
}

void status_show(void *context, struct span text)
{
    struct render *render = context;
    size_t echoed = render->mutes_keys ? 0 : ECHOED;
    size_t columns = screen_columns(fileno(render->errors));
    size_t room = columns > 1 + echoed ? columns - 1 - echoed : 0;

    if (text.length == 0 && render->status_width == 0)
        return;
    if (text.length > room)
        text.length = room;
    if (text.length)
        mute_keys(render);
    write_line(render, text);
    if (text.length == 0)
        unmute_keys(render);
    render->status_width = text.length ? text.length + echoed : 0;
}
