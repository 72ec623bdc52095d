#include "pager.h"

#include "base/charset.h"
#include "base/escape.h"
#include "base/fold.h"
#include "net/loop.h"
#include "shell/process.h"
#include "shell/session.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* Without less: the status of a command that isn't there. */
static const char usual_pager[] = "command -v less >/dev/null || exit 127; exec less";

/* Lets Ctrl-C leave less, wherever it is called; and sh waits for the pager all the same, which may have a screen to
 * put back. */
static const char preparation[] = "trap : INT; LESS=\"$LESS -K\"; export LESS; ";

static bool is_for_pages(const struct session *session, const struct outcome *outcome)
{
    return session->pages && !session->source && !outcome->error && !outcome->data_taken &&
           (outcome->command->needs & COMMAND_PAGES);
}

/* Rows of a screen so wide. */
static size_t rows_of(struct span text, size_t columns)
{
    size_t rows = 0;

    while (text.length) {
        const char *feed = memchr(text.data, '\n', text.length);
        size_t length = feed ? (size_t)(feed - text.data) : text.length;
        size_t width = escape_width((struct span){text.data, length});
        rows += width ? (width + columns - 1) / columns : 1;
        text = span_after(text, length + 1);
    }
    return rows;
}

/* The prompt behind it wants a row too. */
static bool fits_screen(struct span text)
{
    struct winsize size;

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_row == 0 || size.ws_col == 0)
        return true;
    return rows_of(text, size.ws_col) < size.ws_row;
}

/* NULL for none: less can't do on a terminal that only prints. */
static const char *find_pager(void)
{
    const char *pager = getenv("PAGER"), *term = getenv("TERM");

    if (pager)
        return pager[0] ? pager : NULL;
    return term && strcmp(term, "dumb") != 0 ? usual_pager : NULL;
}

/* Whether sh reads more in it than a command and its words. */
static bool is_plain(const char *pager)
{
    return pager == usual_pager || !strpbrk(pager, "|&;<>()$`\\\"'*?[#~=%\n");
}

/* For sh. A plain command takes the place of its shell, so that a signal reaches it. */
static void append_call(struct buffer *out, const char *pager)
{
    bool takes_place = pager != usual_pager && is_plain(pager);

    buffer_printf(out, "%s%s%s", preparation, takes_place ? "exec " : "", pager);
}

/* Up to the end, or as far as it is read. */
static void feed(struct session *session, struct process *process, struct span text)
{
    while (text.length) {
        if (loop_wait(session->network.loop, process->input_fd, POLLOUT, CLOCK_NEVER, NULL) !=
            LOOP_READY) {
            process->interrupts++;
            process->abandoned = !process->is_several;
            return;
        }
        ssize_t length = write(process->input_fd, text.data, text.length);
        if (length < 0 && errno != EAGAIN && errno != EINTR)
            return; /* it was left before its end: EPIPE */
        if (length > 0)
            text = span_after(text, (size_t)length);
    }
}

/* False where there is no such pager, or it fails: perhaps nothing was shown then. */
static bool run_pager(struct session *session, const char *pager, struct span text)
{
    cleanup_buffer struct buffer call = {0};
    struct process process;
    struct error ignored;
    int status = 0;

    append_call(&call, pager);
    if (!process_start(session, buffer_span(&call), true, false, &process, &ignored))
        return false;
    process.is_pager = true;
    process.is_several = !is_plain(pager);
    feed(session, &process, text);
    close(process.input_fd);
    process_finish(session, &process, NULL, &status, &ignored);
    return status == 0 || process.interrupts;
}

/* One less than there are, as elsewhere; 0 where that isn't known. */
static size_t columns_of_screen(void)
{
    struct winsize size;

    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col == 0 ? 0 : size.ws_col - 1;
}

bool pager_show(struct session *session, const struct outcome *outcome)
{
    cleanup_buffer struct buffer whole = {0};
    cleanup_buffer struct buffer suitable = {0};
    cleanup_buffer struct buffer text = {0};
    const char *pager = is_for_pages(session, outcome) ? find_pager() : NULL;
    struct termios terminal;

    if (!pager)
        return false;
    session->output.text(&whole, outcome);
    charset_append(&suitable, buffer_span(&whole));
    fold_lines(&text, buffer_span(&suitable), columns_of_screen());
    if (fits_screen(buffer_span(&text)))
        return false;

    bool is_known = tcgetattr(STDIN_FILENO, &terminal) == 0;
    bool shown = run_pager(session, pager, buffer_span(&text));
    if (is_known) /* one that was killed leaves the terminal as it had it */
        tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal);
    return shown;
}
