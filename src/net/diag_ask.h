/* The conversation of sock_diag(7), over a netlink socket that lives for one question. Private to src/net. */
#ifndef NET_DIAG_ASK_H
#define NET_DIAG_ASK_H

#include "base/buffer.h"

enum { DIAG_ANSWER = 4096 };

/* A request for one socket; its answer's payload is in `room`. False where the kernel doesn't tell. */
bool diag_ask(const void *request, size_t length, char room[DIAG_ANSWER], struct span *ret_payload);

/* A request for all sockets that it fits: `take` gets each one's payload. False where they weren't all told. */
typedef void diag_take(void *context, struct span payload);
bool diag_ask_for_all(const void *request, size_t length, diag_take *take, void *context);

/* One of the attributes behind an answer's first `head` bytes; false where it isn't there. */
bool diag_attribute(struct span payload, size_t head, unsigned type, struct span *ret_value);

#endif
