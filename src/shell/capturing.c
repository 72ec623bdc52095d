#include "shell/capturing.h"

#include "base/escape.h"
#include "base/memory.h"
#include "journal/capture.h"
#include "net/aside.h"
#include "net/lingering.h"
#include "net/tcp_counts.h"
#include "shell/outlet.h"
#include "shell/redirect.h"
#include "shell/request.h"
#include "shell/session.h"
#include "shell/taken.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

struct capturing {
    struct session *session;
    struct capture *capture;
    int fd;            /* -1 when it has failed */
    bool has_standard; /* it is standard output */
    struct buffer path;
    struct buffer name;  /* the path, as errors show it */
    struct error *error; /* where a failure goes while it begins; later it is reported */
};

static void report(struct capturing *capturing, int number)
{
    struct session *session = capturing->session;
    struct error error = {0};

    error_call(&error, ERROR_FILE, number, "write", "%s", buffer_text(&capturing->name));
    error_hint(&error,
               "the capture has ended: %" PRIu64 " packets, %" PRIu64
               " bytes were written whole; the session goes on",
               capture_packets(capturing->capture), capture_bytes(capturing->capture));
    if (session->running)
        error_at(&error, session->running->statement->place);
    session_report(session, &error);
}

static bool write_blocks(void *context, struct span blocks)
{
    struct capturing *capturing = context;

    if (outlet_write(capturing->fd, blocks))
        return true;
    int number = errno;
    memory_close_fd(&capturing->fd); /* a file that is removed to make room must give it */
    if (capturing->error)
        error_call(capturing->error, ERROR_FILE, number, "write", "%s",
                   buffer_text(&capturing->name));
    else
        report(capturing, number);
    return false;
}

static struct network *network_of(void *context)
{
    return &((struct capturing *)context)->session->network;
}

static bool local(void *context, int fd, struct journal_end *ret_end)
{
    return aside_local(network_of(context), fd, ret_end);
}

static bool peer(void *context, int fd, struct journal_end *ret_end)
{
    return aside_peer(network_of(context), fd, ret_end);
}

static bool source(void *context, int fd, const struct journal_end *to, struct journal_end *ret_end)
{
    return aside_source(network_of(context), fd, to, ret_end);
}

static void waiting(void *context, int fd, size_t known, struct buffer *bytes)
{
    aside_waiting(network_of(context), fd, known, bytes);
}

static bool has_ended(void *context, int fd)
{
    (void)context;
    return aside_has_ended(fd);
}

static bool left(void *context, const struct journal_end *local, const struct journal_end *peer,
                 int *ret_state)
{
    unsigned milliseconds;

    (void)context;
    return lingering_find((struct span){(const char *)local->bytes, local->length},
                          (struct span){(const char *)peer->bytes, peer->length}, ret_state,
                          &milliseconds);
}

static bool counts(void *context, struct capture_counts *ret_counts)
{
    struct tcp_counts counts;

    (void)context;
    if (!tcp_counts_read(&counts))
        return false;
    *ret_counts = (struct capture_counts){.resets = counts.resets,
                                          .unread = counts.unread,
                                          .segments = counts.segments,
                                          .given_up = counts.given_up};
    return true;
}

static bool patience(void *context, int fd, nanoseconds *ret_patience)
{
    return aside_patience(network_of(context), fd, ret_patience);
}

static bool segments(void *context, int fd, uint64_t *ret_count)
{
    return aside_segments(network_of(context), fd, ret_count);
}

static bool is_acknowledged(void *context, int fd)
{
    return aside_is_acknowledged(network_of(context), fd);
}

static size_t piece(void *context, int fd)
{
    return aside_piece(network_of(context), fd);
}

static bool sends_header(void *context, int fd)
{
    return aside_sends_header(network_of(context), fd);
}

/* Replies have standard output for themselves unless only data is shown. */
static int open_standard(const struct session *session, struct error *error)
{
    if (!session->data_only) {
        error_set(error, ERROR_USAGE, "replies go to standard output, a capture can't");
        error_hint(error, "with `socksh -q` it can, or give a file or a FIFO");
        return -1;
    }
    if (isatty(STDOUT_FILENO)) {
        error_set(error, ERROR_USAGE, "a capture is not for a terminal");
        error_hint(error, "give a file, a FIFO, or a pipe on standard output");
        return -1;
    }
    return fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
}

static bool open_file(struct capturing *capturing, struct span path, struct error *error)
{
    buffer_append(&capturing->path, path);
    escape_line(&capturing->name, path);
    struct redirect_file file = {path.data, buffer_text(&capturing->name), O_TRUNC, 0666};
    if (!taken_check(capturing->session, path.data, TAKER_CAPTURE, error))
        return false;
    capturing->has_standard = span_is(path, "-");
    capturing->fd = capturing->has_standard
                        ? open_standard(capturing->session, error)
                        : redirect_open_file(capturing->session, &file, CLOCK_NEVER, error);
    return capturing->fd >= 0;
}

static bool begin(struct capturing *capturing, struct error *error)
{
    struct capture_ways ways = {
        .context = capturing,
        .write = write_blocks,
        .local = local,
        .peer = peer,
        .source = source,
        .waiting = waiting,
        .has_ended = has_ended,
        .left = left,
        .counts = counts,
        .patience = patience,
        .segments = segments,
        .is_acknowledged = is_acknowledged,
        .piece = piece,
        .sends_header = sends_header,
    };

    capturing->error = error;
    capturing->capture = capture_new(capturing->session->network.journal, &ways);
    capturing->error = NULL;
    return capture_runs(capturing->capture);
}

bool capturing_start(struct session *session, struct span path, struct error *error)
{
    struct capturing *capturing = NEW(struct capturing);

    *capturing = (struct capturing){.session = session, .fd = -1};
    if (!open_file(capturing, path, error) || !begin(capturing, error)) {
        capturing_free(capturing);
        return false;
    }
    capturing_free(session->capturing);
    session->capturing = capturing;
    return true;
}

bool capturing_runs(const struct session *session)
{
    return session->capturing && capture_runs(session->capturing->capture);
}

const char *capturing_file(const struct session *session)
{
    return buffer_text(&session->capturing->path);
}

bool capturing_has_standard(const struct session *session)
{
    return session->capturing && session->capturing->has_standard;
}

int capturing_fd(const struct session *session)
{
    return session->capturing ? session->capturing->fd : -1;
}

uint64_t capturing_packets(const struct session *session)
{
    return capture_packets(session->capturing->capture);
}

uint64_t capturing_bytes(const struct session *session)
{
    return capture_bytes(session->capturing->capture);
}

/* What was closed just now a peer answers in a moment. */
static void wait_for_answers(struct capturing *capturing)
{
    while (capturing->capture && capturing->fd >= 0 && capture_look_back(capturing->capture))
        poll(NULL, 0, 1);
}

bool capturing_stop(struct session *session, struct error *error)
{
    struct capturing *capturing = session->capturing;

    wait_for_answers(capturing);
    int fd = steal_fd(&capturing->fd);
    bool closed = close(fd) == 0 || error_call(error, ERROR_FILE, errno, "close", "%s",
                                               buffer_text(&capturing->name));

    capturing_free(capturing);
    session->capturing = NULL;
    return closed;
}

void capturing_free(struct capturing *capturing)
{
    if (!capturing)
        return;
    wait_for_answers(capturing);
    capture_free(capturing->capture);
    memory_close_fd(&capturing->fd);
    buffer_free(&capturing->path);
    buffer_free(&capturing->name);
    free(capturing);
}
