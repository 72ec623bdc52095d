/* What it means that a receive got nothing. */
#include "journal/ends.h"
#include "ladder_call.h"

#include <errno.h>
#include <sys/socket.h>

/* What came before that was of another connection, or of none. */
static bool begins(const struct journal_event *event)
{
    return event->call == CALL_CONNECT && (event->result == 0 || event->error == EINPROGRESS);
}

/* EPIPE tells of a reset where TCP still had all to send. */
static bool tells_of_reset(const struct call *call)
{
    return end_error(call->building->journal, call->event) == ECONNRESET ||
           (call->event->error == EPIPE && call->lane->is_tcp && !call->lane->stream.is_mute);
}

static bool shuts(const struct journal_event *event, int other)
{
    return event->call == CALL_SHUTDOWN && event->result == 0 && event->numbers[0] != other;
}

/* A datagram of no bytes is none. */
static bool is_end(const struct call *call)
{
    const struct journal_event *event = call->event;
    bool is_receive = event->call == CALL_RECVFROM || event->call == CALL_RECVMSG;

    return call->socket && call->socket->type == SOCK_STREAM && event->result == 0 &&
           (event->call == CALL_SPLICE || (is_receive && event->numbers[0] > 0));
}

const char *stream_follow(const struct call *call)
{
    struct stream *stream = &call->lane->stream;

    if (begins(call->event))
        *stream = (struct stream){0};
    stream->was_reset |= tells_of_reset(call);
    stream->is_mute |= shuts(call->event, SHUT_RD);
    stream->is_deaf |= shuts(call->event, SHUT_WR) && !stream->has_ended;
    if (!is_end(call))
        return NULL;
    stream->has_ended |= !stream->is_deaf;
    return stream->was_reset ? ": was reset"
           : stream->is_deaf ? ": receiving was shut down"
                             : ": end of stream";
}
