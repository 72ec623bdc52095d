/* What happens by itself, without a statement: its wording and its names in JSON. */
#ifndef SHELL_EVENT_H
#define SHELL_EVENT_H

#include "base/buffer.h"
#include "base/error.h"
#include "net/address.h"

#include <stdint.h>

struct fields;

enum event_kind {
    EVENT_READABLE, /* bytes of a stream wait to be received */
    EVENT_MESSAGE,  /* a message waits; `count` is its length */
    EVENT_CONNECTION, /* `count` connections wait for accept; 0 where only that there are some is known */
    EVENT_URGENT, /* urgent data has come */
    EVENT_CLOSED, /* the peer will send no more */
    EVENT_RESET,
    EVENT_ERROR,   /* `error`, or one that only the next call can tell */
    EVENT_DATA,    /* `data` was received, on a handle that is watched */
    EVENT_CALL,    /* a system call, as `trace` shows it: in `fields`, below its `heading` */
    EVENT_WARNING, /* `error` came between, and what went on by itself has ended */
    EVENT_MORE,    /* `count` events on so many `handles` that are not told one by one */
};

struct event {
    enum event_kind kind;
    struct span handle;
    uint64_t count;
    uint64_t handles;
    struct span data;
    const struct error *error;
    const struct address_list *peers; /* of waiting connections, as far as known; else NULL */
    struct span heading;              /* escaped; empty for the same as the last one's */
    const struct fields *fields;      /* what JSON tells beside the rest */
};

/* "readable", "connection", "closed", ... */
const char *event_name(const struct event *event);

/* The name of the field that `count` is: "bytes"; NULL where the event has none. */
const char *event_count_name(const struct event *event);

/* For reading: its statement above it, where that is another one now. */
void event_call(struct buffer *out, const struct event *event);

/* "web: 120 bytes to read", without a line feed. What an error or a peer's path says is not escaped yet. */
void event_sentence(struct buffer *out, const struct event *event);

#endif
