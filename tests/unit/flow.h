/* What goes on in the background of a transfer: bytes that the loop writes or reads piece by piece, and
 * files of known content. */
#ifndef UNIT_FLOW_H
#define UNIT_FLOW_H

#include "network.h"

/* A writer or a reader of a descriptor, which the loop turns. It stops by itself at the end of its bytes
 * or of the stream, and after `most` bytes; then it calls `then`, where not NULL. */
struct flow {
    struct loop *loop;
    struct loop_watch *watch; /* NULL once it has stopped */
    int fd;
    struct span left;   /* a writer's bytes still to be written */
    struct buffer got;  /* a reader's bytes so far; the caller frees */
    size_t piece;       /* bytes at a time */
    size_t moved, most; /* `most` SIZE_MAX for all */
    void (*then)(struct flow *flow);
    void *context; /* for `then` */
};

/* Start with fd, piece, most, then, context and, of a writer, left filled in. */
void flow_write(struct flow *flow, struct loop *loop);
void flow_read(struct flow *flow, struct loop *loop);
/* Stop, if it hasn't. */
void flow_stop(struct flow *flow);

/* For `then`: close the flow's descriptor; interrupt the loop. */
void flow_close(struct flow *flow);
void flow_interrupt(struct flow *flow);

/* Read to the end of the stream, waiting as it takes, and append to `got`. */
void flow_drain(int fd, struct buffer *got);

/* Bytes that are different wherever one looks. */
void flow_content(struct buffer *content, size_t length);

/* An open file without a name that holds this, standing at its beginning; the caller closes. */
int flow_file(struct span content);
/* The whole of it, from the beginning. */
void flow_file_content(int fd, struct buffer *content);

/* A pipe: fds[0] is read, fds[1] written; neither blocks. The caller closes. */
void flow_pipe(int fds[2]);

#endif
