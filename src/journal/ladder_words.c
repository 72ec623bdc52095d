/* What is said of a rung and of an end. */
#include "base/error.h"
#include "base/escape.h"
#include "base/fold.h"
#include "journal/ends.h"
#include "journal/tcp_state.h"
#include "ladder_parts.h"

#include <errno.h>
#include <inttypes.h>

static const struct journal_socket *socket_of(const struct ladder *ladder, unsigned column)
{
    return journal_socket(ladder->journal, ladder->columns[column].socket);
}

static void append_handle(struct buffer *out, const struct journal_socket *socket)
{
    if (socket->name[0])
        buffer_append_text(out, socket->name);
    else
        buffer_printf(out, "fd %d", socket->fd);
}

void ladder_name(struct buffer *out, const struct ladder *ladder, unsigned column)
{
    const struct journal_socket *socket = socket_of(ladder, column);
    size_t before = out->length;

    if (socket)
        append_handle(out, socket);
    else
        end_append(out, &ladder->columns[column].address);
    if (out->length == before)
        buffer_append_text(out, "(unnamed)");
}

void ladder_address(struct buffer *out, const struct ladder *ladder, unsigned column)
{
    const struct journal_socket *socket = socket_of(ladder, column);

    if (!socket)
        return;
    const struct journal_socket *listener = journal_socket(ladder->journal, socket->other);
    bool is_accepted = socket->origin == ORIGIN_ACCEPTED && listener;
    const struct journal_end *told =
        is_accepted ? &listener->local : &ladder->columns[column].address;
    end_append(out, socket->local.length ? &socket->local : told);
}

void ladder_remark(struct buffer *out, const struct ladder *ladder, unsigned column)
{
    const struct journal_socket *socket = socket_of(ladder, column);
    const struct journal_socket *listener =
        journal_socket(ladder->journal, ladder->columns[column].listener);

    if (!socket) {
        buffer_append_text(out, "elsewhere");
    } else if (end_is_own(socket, &socket->peer)) {
        buffer_append_text(out, "connected to itself");
    } else if (listener) {
        buffer_append_text(out, "accepted by ");
        append_handle(out, listener);
    }
}

static const char *call_name(const struct journal_event *event)
{
    static const char *const names[CALL_COUNT] = {
        [CALL_BIND] = "bind",           [CALL_LISTEN] = "listen",
        [CALL_ACCEPT4] = "accept",      [CALL_CONNECT] = "connect",
        [CALL_SENDTO] = "send",         [CALL_SENDMSG] = "sendmsg",
        [CALL_RECVFROM] = "recv",       [CALL_RECVMSG] = "recvmsg",
        [CALL_SENDFILE] = "sendfile",   [CALL_SPLICE] = "splice",
        [CALL_SHUTDOWN] = "shutdown",   [CALL_CLOSE] = "close",
        [CALL_SOCKET] = "socket",       [CALL_FCNTL] = "fcntl",
        [CALL_IOCTL] = "ioctl",         [CALL_SOCKETPAIR] = "socketpair",
        [CALL_GETSOCKOPT] = "SO_ERROR",
    };
    const char *name = names[event->call];

    if (event->call == CALL_SENDTO && event->address_length)
        return "sendto";
    return name ? name : "call";
}

static void append_address(struct buffer *out, const struct ladder *ladder,
                           const struct journal_event *event)
{
    struct journal_end address;

    if (!ends_address_of(ladder->journal, event, &address))
        return;
    buffer_append_byte(out, ' ');
    end_append(out, &address);
}

static unsigned count_descriptors(const struct ladder *ladder, const struct journal_event *event)
{
    struct journal_bytes bytes;
    struct cmsghdr head;

    if (!journal_bytes(ladder->journal, event, &bytes) || bytes.control.length < sizeof(head))
        return 0;
    memcpy(&head, bytes.control.data, sizeof(head));
    return head.cmsg_level == SOL_SOCKET && head.cmsg_type == SCM_RIGHTS &&
                   head.cmsg_len >= CMSG_LEN(0)
               ? (unsigned)((head.cmsg_len - CMSG_LEN(0)) / sizeof(int))
               : 0;
}

/* What an optional part of a transfer was. */
static void append_amount(struct buffer *out, const struct ladder *ladder,
                          const struct journal_event *event)
{
    bool is_message = event->call == CALL_SENDMSG || event->call == CALL_RECVMSG;
    bool is_send = event->call == CALL_SENDTO || event->call == CALL_SENDMSG;
    bool has_flags = is_message || event->call == CALL_SENDTO || event->call == CALL_RECVFROM;
    int64_t flags = has_flags ? event->numbers[1] : 0;
    unsigned descriptors = is_message ? count_descriptors(ladder, event) : 0;

    if (event->result >= 0)
        buffer_printf(out, " %" PRId64, event->result);
    else if (is_send)
        buffer_printf(out, " %" PRId64, event->numbers[0]);
    if (is_send && event->result >= 0 && event->result < event->numbers[0])
        buffer_printf(out, " of %" PRId64, event->numbers[0]);
    if (event->call == CALL_RECVMSG && event->result > event->numbers[0])
        buffer_printf(out, ", cut to %" PRId64, event->numbers[0]);
    if (descriptors)
        buffer_printf(out, " and %u descriptor%s", descriptors, descriptors > 1 ? "s" : "");
    if (flags & MSG_OOB)
        buffer_append_text(out, " urgent");
    if (flags & MSG_ERRQUEUE)
        buffer_append_text(out, " of the error queue");
    if (flags & MSG_PEEK)
        buffer_append_text(out, ", looking");
}

static bool is_receive(const struct journal_event *event)
{
    return event->call == CALL_RECVFROM || event->call == CALL_RECVMSG;
}

static bool is_transfer(const struct journal_event *event)
{
    return event->kind == JOURNAL_CALL &&
           (is_receive(event) || event->call == CALL_SENDTO || event->call == CALL_SENDMSG ||
            event->call == CALL_SENDFILE || event->call == CALL_SPLICE);
}

static void append_call(struct buffer *out, const struct ladder *ladder,
                        const struct ladder_rung *rung)
{
    static const char *const how[] = {"rd", "wr", "rdwr"};
    const struct journal_event *event = rung->event;
    const struct journal_socket *socket = journal_socket(ladder->journal, event->socket);
    bool is_fin = rung->kind == LADDER_SEGMENT && socket && end_is_tcp(socket);

    buffer_append_text(out, call_name(event));
    if (is_transfer(event))
        append_amount(out, ladder, event);
    else if (event->call == CALL_LISTEN)
        buffer_printf(out, ", backlog %" PRId64, event->numbers[0]);
    else if (event->call == CALL_SHUTDOWN)
        buffer_printf(out, " %s",
                      event->numbers[0] >= 0 && event->numbers[0] <= 2 ? how[event->numbers[0]]
                                                                       : "?");
    else if (event->call == CALL_BIND || (event->call == CALL_CONNECT && rung->kind == LADDER_NOTE))
        append_address(out, ladder, event);
    if (rung->end)
        buffer_append_text(out, rung->end);
    if (is_fin)
        buffer_append_text(out, ": FIN");
    int error = end_error(ladder->journal, event);
    if (error)
        buffer_printf(out, ": %s", error_code_name(error));
}

/* A listener's calls stand at the end that it will accept. */
static void append_owner(struct buffer *out, const struct ladder *ladder,
                         const struct ladder_rung *rung)
{
    const struct ladder_column *column = &ladder->columns[rung->from];
    const struct journal_socket *socket = journal_socket(ladder->journal, rung->event->socket);

    if (socket && column->listener == socket->id && rung->event->kind == JOURNAL_CALL &&
        (rung->event->call != CALL_ACCEPT4 || rung->event->result < 0) &&
        rung->kind == LADDER_NOTE) {
        append_handle(out, socket);
        buffer_append_text(out, ": ");
    }
}

void ladder_label(struct buffer *out, const struct ladder *ladder, const struct ladder_rung *rung)
{
    size_t before = out->length;

    if (rung->what)
        buffer_append_text(out, rung->what);
    else if (rung->waited)
        buffer_printf(out, "%" PRIu64 " byte%s", rung->waited, rung->waited == 1 ? "" : "s");
    else {
        append_owner(out, ladder, rung);
        append_call(out, ladder, rung);
    }
    if (rung->acknowledges)
        buffer_append_text(out, ", ACK");
    if (rung->unread)
        buffer_printf(out, "%s%" PRIu64 " byte%s unread", out->length > before ? ", " : "",
                      rung->unread, rung->unread == 1 ? "" : "s");
    if (rung->lost)
        buffer_append_text(out, ", not received");
}

/* As much as fits, whole characters and whole escapes. */
static void append_fitting(struct buffer *out, struct span bytes, bool is_all, size_t columns)
{
    size_t used = 2, length = 0;

    buffer_append_byte(out, '"');
    for (; bytes.length; bytes = span_after(bytes, length)) {
        cleanup_buffer struct buffer shown = {0};
        unsigned character;
        escape_decode(bytes, &character, &length);
        escape_line(&shown, (struct span){bytes.data, length});
        size_t width = escape_width(buffer_span(&shown));
        bool is_last = is_all && length == bytes.length;
        if (used + width + (is_last ? 0 : 3) > columns)
            break;
        used += width;
        buffer_append(out, buffer_span(&shown));
    }
    buffer_append_text(out, bytes.length || !is_all ? "\"..." : "\"");
}

void ladder_bytes(struct buffer *out, const struct ladder *ladder, const struct ladder_rung *rung,
                  size_t columns)
{
    struct journal_bytes bytes;
    const struct journal_event *event = rung->event;

    if (rung->what || rung->kind == LADDER_STATE || !is_transfer(event) || event->data_total == 0 ||
        event->result <= 0 || columns < 8)
        return;
    if (!journal_bytes(ladder->journal, event, &bytes)) {
        buffer_append_text(out, columns >= 11 ? "(forgotten)" : "");
        return;
    }
    struct span data = bytes.data;
    uint64_t moved = (uint64_t)event->result;
    if (data.length > moved) /* a part of it was sent */
        data.length = (size_t)moved;
    uint64_t total = moved < event->data_total ? moved : event->data_total;
    append_fitting(out, data, data.length == (rung->waited ? rung->waited : total), columns);
}

void ladder_state(struct buffer *out, const struct ladder_rung *rung)
{
    buffer_printf(out, rung->told ? "[%s]" : "(%s)", tcp_state_name(rung->state));
}

void ladder_time(struct buffer *out, const struct ladder_view *view, nanoseconds time)
{
    nanoseconds since = time - view->start;
    double seconds = (double)since / (double)SECOND;
    int decimals = since < 100 * SECOND ? 6 : since < 10000 * SECOND ? 4 : 1;

    buffer_printf(out, "%.*f", decimals, seconds);
}

static bool is_state(const struct ladder_rung *rung)
{
    return rung->kind == LADDER_STATE;
}

static bool is_late(const struct ladder_rung *rung)
{
    return rung->late;
}

static bool has(const struct ladder_view *view, bool (*is_such)(const struct ladder_rung *rung))
{
    for (size_t i = 0; i < view->figure_count; i++)
        for (size_t j = 0; j < view->figures[i].rung_count; j++)
            if (is_such(&view->ladder->rungs[view->figures[i].rungs[j]]))
                return true;
    return false;
}

static void append_folded(struct buffer *out, struct buffer *text, size_t columns)
{
    fold_wrap(out, buffer_span(text), 0, 0, columns);
    buffer_append_byte(out, '\n');
    buffer_clear(text);
}

void ladder_remarks(struct buffer *out, const struct ladder_view *view, size_t columns)
{
    cleanup_buffer struct buffer text = {0};

    if (has(view, is_late)) {
        buffer_append_text(&text, "~ noticed then: the kernel has sent it before");
        append_folded(out, &text, columns);
    }
    if (has(view, is_state)) {
        buffer_append_text(&text, "[STATE] as the kernel told; (STATE) follows from what was sent");
        append_folded(out, &text, columns);
    }
    if (view->left_out) {
        buffer_printf(&text, "left out: %zu earlier rung%s", view->left_out,
                      view->left_out == 1 ? "" : "s");
        if (view->figures_left_out)
            buffer_printf(&text, ", and all of %zu conversation%s", view->figures_left_out,
                          view->figures_left_out == 1 ? "" : "s");
        buffer_append_text(&text, "; `ladder --all` shows them, `--last N` so many");
        append_folded(out, &text, columns);
    }
    if (view->ladder->forgotten) {
        buffer_printf(
            &text,
            "the journal has forgotten its first %" PRIu64
            " events, so that what began before is known in part; `set journal SIZE` keeps more",
            view->ladder->forgotten);
        append_folded(out, &text, columns);
    }
}
