#include "shell/progress.h"

#include "base/number.h"
#include "shell/session.h"

#define FIRST (1 * SECOND)
#define BETWEEN (200 * MILLISECOND)

struct progress progress_start(const struct session *session, const char *verb, uint64_t total)
{
    nanoseconds now = clock_now();

    return (struct progress){
        .session = session, .verb = verb, .total = total, .start = now, .next = now + FIRST};
}

static void describe(struct buffer *out, const struct progress *progress, uint64_t moved,
                     nanoseconds elapsed)
{
    double rate = (double)moved / (double)elapsed * (double)SECOND;

    buffer_printf(out, "  %s ", progress->verb);
    number_format_size(out, moved);
    if (progress->total) {
        buffer_append_text(out, " of ");
        number_format_size(out, progress->total);
        buffer_printf(out, " (%d %%)", (int)((double)moved * 100 / (double)progress->total));
    }
    buffer_append_text(out, ", ");
    number_format_size(out, (uint64_t)rate);
    buffer_append_text(out, "/s");
    if (progress->total > moved && rate >= 1)
        buffer_printf(out, ", %.0f s left", (double)(progress->total - moved) / rate);
    buffer_append_text(out, "; Ctrl-C ends it");
}

void progress_tell(void *context, uint64_t moved)
{
    struct progress *progress = context;
    cleanup_buffer struct buffer text = {0};
    nanoseconds now = clock_now();

    if (now < progress->next)
        return;
    describe(&text, progress, moved, now - progress->start);
    session_show_status(progress->session, buffer_span(&text));
    progress->next = now + BETWEEN;
    progress->visible = true;
}

void progress_end(struct progress *progress)
{
    if (progress->visible)
        session_show_status(progress->session, SPAN(""));
    progress->visible = false;
}
