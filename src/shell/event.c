#include "shell/event.h"

#include "shell/fields.h"

#include <inttypes.h>

enum { PEERS_SHOWN = 3 };

/* The sentences: without a count, for one, and what stands before and behind another number. */
static const struct wording {
    char name[12], count_name[8]; /* "" for none, as in what follows */
    char none[64], one[32], before[16], behind[32];
} wordings[] = {
    [EVENT_READABLE] = {"readable", "bytes", "there is something to read", "1 byte to read", "",
                        " bytes to read"},
    [EVENT_MESSAGE] = {"readable", "bytes", "an empty message to read",
                       "a message of 1 byte to read", "a message of ", " bytes to read"},
    [EVENT_CONNECTION] = {"connection", "waiting", "a connection is waiting",
                          "a connection is waiting", "", " connections are waiting"},
    [EVENT_URGENT] = {"urgent", "", "urgent data has come"},
    [EVENT_CLOSED] = {"closed", "", "the peer has closed its side"},
    [EVENT_RESET] = {"reset", "", "reset by the peer"},
    [EVENT_ERROR] = {"error", "", "an error is pending: the next call tells it"},
    [EVENT_DATA] = {"data", "", "received an empty message", "received 1 byte", "received ",
                    " bytes"},
    [EVENT_CALL] = {"call", "", ""},
    [EVENT_WARNING] = {"warning", "", ""},
    [EVENT_MORE] = {"more", "events", "", "... and 1 more", "... and ", " more"},
};

const char *event_name(const struct event *event)
{
    return wordings[event->kind].name;
}

const char *event_count_name(const struct event *event)
{
    bool unknown = event->kind == EVENT_CONNECTION && event->count == 0;
    const char *name = wordings[event->kind].count_name;

    return unknown || !name[0] ? NULL : name;
}

/* " from 127.0.0.1:5012", " from A, B, C and 6 more". */
static void append_peers(struct buffer *out, const struct event *event)
{
    size_t shown = event->peers->count < PEERS_SHOWN ? event->peers->count : PEERS_SHOWN;
    uint64_t more = event->count > shown ? event->count - shown : 0;

    for (size_t i = 0; i < shown; i++) {
        bool is_last = i + 1 == shown && more == 0;
        buffer_append_text(out, i == 0 ? " from " : is_last ? " and " : ", ");
        address_format(out, &event->peers->items[i]);
    }
    if (shown && more)
        buffer_printf(out, " and %" PRIu64 " more", more);
}

static void append_call(struct buffer *out, const struct event *event)
{
    field_format(out, fields_find(event->fields, SPAN("text")));
}

void event_call(struct buffer *out, const struct event *event)
{
    buffer_append(out, event->heading);
    buffer_append_text(out, event->heading.length ? "\n  " : "  ");
    append_call(out, event);
    buffer_append_byte(out, '\n');
}

static void append_warning(struct buffer *out, const struct error *error)
{
    buffer_printf(out, "warning: %s %s: %s [%s]; %s", error->call, error->subject, error->message,
                  error->code, error->hint);
}

void event_sentence(struct buffer *out, const struct event *event)
{
    const struct wording *wording = &wordings[event->kind];

    if (event->kind == EVENT_CALL) {
        append_call(out, event);
        return;
    }
    if (event->kind == EVENT_WARNING) {
        append_warning(out, event->error);
        return;
    }
    if (event->handle.length)
        buffer_printf(out, "%.*s: ", SPAN_ARGS(event->handle));
    if (event->error)
        buffer_printf(out, "%s: %s", event->error->call, event->error->message);
    else if (event->count == 0 || !wording->one[0])
        buffer_append_text(out, wording->none);
    else if (event->count == 1)
        buffer_append_text(out, wording->one);
    else
        buffer_printf(out, "%s%" PRIu64 "%s", wording->before, event->count, wording->behind);
    if (event->peers)
        append_peers(out, event);
    if (event->error && event->error->code[0])
        buffer_printf(out, " [%s]", event->error->code);
    if (event->kind == EVENT_MORE)
        buffer_printf(out, " on %" PRIu64 " handle%s", event->handles,
                      event->handles == 1 ? "" : "s");
}
