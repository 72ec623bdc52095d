/* What happened, in order: every system call on a socket with its arguments and result, every change of
 * state that was seen, and the statements that caused them. All of it in bounded memory: of the calls the
 * oldest are forgotten first, and their bytes before them.
 *
 * Readers either look back (journal_event() and its like) or are attached, and then get each event as it
 * happens, with all of its bytes. */
#ifndef JOURNAL_JOURNAL_H
#define JOURNAL_JOURNAL_H

#include "base/clock.h"
#include "base/span.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

struct journal;

enum {
    JOURNAL_KEPT = 256,    /* bytes of one call's data that are kept */
    JOURNAL_ADDRESS = 128, /* a struct sockaddr_storage */
    JOURNAL_NAME = 64,
};

/* Stands behind every socket. */
#define JOURNAL_NEWEST UINT_MAX

/* Only a trace shows the last two: they are nobody's statement, and on sockets of their own or none that they change. */
enum journal_kind {
    JOURNAL_CALL, /* on a socket of the session */
    JOURNAL_STATE,
    JOURNAL_SHELL,   /* a call by which the shell asks the kernel something for itself */
    JOURNAL_LIBRARY, /* a call that the C library made, which was asked for a name or a list */
};

/* The system calls. In brackets what `numbers` hold, `address` and `data` where there are any. */
enum journal_call {
    CALL_SOCKET,      /* [domain, type, protocol] */
    CALL_SOCKETPAIR,  /* [domain, type, protocol], data: the two descriptors */
    CALL_BIND,        /* address */
    CALL_LISTEN,      /* [backlog] */
    CALL_ACCEPT4,     /* [flags], address: the peer's */
    CALL_CONNECT,     /* address */
    CALL_SENDTO,      /* [length, flags], data, address or none */
    CALL_SENDMSG,     /* [length, flags], data, control, address or none */
    CALL_SENDMMSG,    /* [messages, flags], data of all, control: a struct journal_part for each */
    CALL_RECVFROM,    /* [room, flags, room for the address], data, address */
    CALL_RECVMSG,     /* [room, flags, msg_flags, room for the address], data, control, address */
    CALL_SENDFILE,    /* [from descriptor, most] */
    CALL_SPLICE,      /* [from descriptor, to descriptor, most, flags] */
    CALL_GETSOCKOPT,  /* [level, name, room], data: the value */
    CALL_SETSOCKOPT,  /* [level, name, length], data: the value */
    CALL_GETSOCKNAME, /* [room], address */
    CALL_GETPEERNAME, /* [room], address */
    CALL_SHUTDOWN,    /* [how] */
    CALL_IOCTL,       /* [request, the answer], data: an int, or a struct ifreq */
    CALL_FCNTL,       /* [command, argument] */
    CALL_CLOSE,
    CALL_READ,        /* [room], data */
    CALL_WRITE,       /* [length], data */
    CALL_WRITEV,      /* [parts], data of all, control: a struct journal_part for each */
    CALL_COUNT
};

struct journal_event {
    uint64_t number; /* counts from 1 */
    enum journal_kind kind;
    enum journal_call call; /* of all but JOURNAL_STATE */
    nanoseconds time;       /* when it began, by clock_now() */
    nanoseconds elapsed;
    unsigned
        socket; /* the socket's id; 0 for a call that made none, and where it is none of the session's */
    int fd;
    /* Of JOURNAL_STATE: the state before and the one now, TCP_* of netinet/tcp.h, and how many bytes TCP_INFO says
     * have come, for which a FIN counts as one; 0 where it doesn't say. */
    int64_t numbers[4];
    int64_t result;
    int error;   /* errno where the result is negative, else 0 */
    int netlink; /* of a netlink socket 1 + its protocol: its data are netlink's messages; else 0 */

    uint64_t statement; /* the one that was typed; 0 for none */
    uint64_t cause;     /* where the text of the innermost statement is kept */
    uint64_t bytes;     /* where address, data and control are kept */
    unsigned short cause_length, address_length, data_length, control_length; /* as kept */
    uint64_t data_total; /* bytes of data there were */
};

/* One of several that a call sent: a message, or a part of its bytes, whose `sent` is 0. */
struct journal_part {
    uint32_t length, sent;
};

/* What a call worked on. Complete for an attached reader; looked up, its beginning. */
struct journal_bytes {
    struct span address, data, control;
};

enum {
    JOURNAL_LEAST = 64 * 1024,
    JOURNAL_MOST = 1024 * 1024 * 1024,
    JOURNAL_USUAL = 8 * 1024 * 1024, /* 32,000 calls, 8000 statements; costs nothing unused */
};

/* Room for `size` bytes, half of them for calls, a quarter for what these moved, an eighth each for statements and
 * their texts. Less than JOURNAL_LEAST is that. */
struct journal *journal_new(size_t size);
void journal_free(struct journal *journal);

/* From now on so much: what doesn't fit any more is forgotten. */
void journal_resize(struct journal *journal, size_t size);
size_t journal_size(const struct journal *journal);

/* Note a call or a change of state, which the caller describes with kind, call, time, socket, fd, numbers,
 * result and error; the rest is filled in here. What a reader notes while it reads the others get behind the event
 * that it reads, in the order in which things happened. */
void journal_write(struct journal *journal, struct journal_event *event,
                   const struct journal_bytes *bytes);

/* The number the next event will get. */
uint64_t journal_next(const struct journal *journal);

/* The event of that number; NULL when it is forgotten or still to come. */
const struct journal_event *journal_event(const struct journal *journal, uint64_t number);

/* The event of the session's sockets before, or behind, the one of that number. */
const struct journal_event *journal_event_before(const struct journal *journal, uint64_t number);
const struct journal_event *journal_event_behind(const struct journal *journal, uint64_t number);

/* What is still kept of its bytes; false where they are forgotten, and the lengths stay. */
bool journal_bytes(const struct journal *journal, const struct journal_event *event,
                   struct journal_bytes *ret_bytes);

/* The text of the innermost statement that caused it; empty for none, or where it is forgotten. */
struct span journal_cause(const struct journal *journal, const struct journal_event *event);

/* Instants of clock_now() as nanoseconds since 1970. */
nanoseconds journal_wall_clock(const struct journal *journal, nanoseconds time);

/* ---- sockets ---- */

enum journal_origin { ORIGIN_MADE, ORIGIN_ACCEPTED, ORIGIN_PAIR, ORIGIN_COPY, ORIGIN_ADOPTED };

struct journal_end {
    unsigned char length; /* 0: not known, or none */
    char bytes[JOURNAL_ADDRESS];
};

/* What is known of a socket, also when it is closed. */
struct journal_socket {
    unsigned id;
    char name[JOURNAL_NAME]; /* of its handle, the last it had; "" for none */
    int fd, family, type, protocol;
    enum journal_origin origin;
    unsigned other; /* the listener, the pair's other end, or the original; 0: none of ours */
    struct journal_end local, peer;
    int state; /* TCP_* as last seen; 0 for never, or no TCP */
    bool closed;
};

/* Note a socket, which begins with its id, type and origin. */
void journal_add_socket(struct journal *journal, const struct journal_socket *socket);
/* The socket of that id, for the calls to complete; NULL when it is forgotten, which no open one is. What is returned
 * here is valid until the next one is added. */
struct journal_socket *journal_socket(const struct journal *journal, unsigned id);
/* Of those that are remembered the one of the next smaller, or larger, id; NULL for none. `JOURNAL_NEWEST` is larger
 * than any. */
struct journal_socket *journal_socket_before(const struct journal *journal, unsigned id);
struct journal_socket *journal_socket_behind(const struct journal *journal, unsigned id);
/* Ids count from 1; this is the next one. */
unsigned journal_next_socket(const struct journal *journal);

/* ---- statements ---- */

enum { JOURNAL_FAILURES = 4 };

/* A statement inside it that failed, the innermost that stands in its text: where that begins, and the error. */
struct journal_failure {
    uint32_t offset;
    int32_t outcome;
};

struct journal_statement {
    uint64_t number; /* counts from 1 */
    nanoseconds time;
    unsigned line;
    uint64_t text; /* where it is kept */
    size_t length;
    uint64_t first_event, end_event; /* its events: those before end_event */
    int outcome;                     /* enum error_category */
    char code[24];                   /* errno's name and the like; "" for none */
    bool finished;
    bool went_on;         /* behind an error inside it */
    bool failed_unlisted; /* there were other failures than the following */
    unsigned failure_count;
    struct journal_failure failures[JOURNAL_FAILURES]; /* each once, however often */
};

/* Whose calls are made now. */
struct journal_cause {
    uint64_t statement; /* the outermost */
    struct span text;   /* of the innermost */
    uint64_t kept;      /* where the text is kept; 0: not yet, no call came of it */
};

/* A statement begins: returns the one it stands in, which its end brings back. The text must live until
 * then. Outermost statements get a number and are kept. */
struct journal_cause journal_enter(struct journal *journal, struct span text, unsigned line);
/* What begins now nobody has typed: it belongs to the statement it stands in, and outside of any to none. */
struct journal_cause journal_enter_aside(struct journal *journal);
void journal_leave(struct journal *journal, struct journal_cause outer, int outcome,
                   const char *code);

/* An error in what runs now doesn't end the outermost statement. */
void journal_goes_on(struct journal *journal);

uint64_t journal_next_statement(const struct journal *journal);
/* NULL when it is forgotten or still to come. */
const struct journal_statement *journal_statement(const struct journal *journal, uint64_t number);
/* Empty when it is forgotten. */
struct span journal_statement_text(const struct journal *journal,
                                   const struct journal_statement *statement);

/* ---- attached readers ---- */

struct journal_reader {
    void (*read)(void *context, const struct journal_event *event,
                 const struct journal_bytes *bytes);
    /* NULL, or called right before a call that may send something: of the event are known call, time, socket, fd
     * and cause. */
    void (*read_before)(void *context, const struct journal_event *event);
    void *context;
    bool wants_data; /* all of it: then nothing moves past us, by sendfile(2) or splice(2) */
    struct journal_reader *next;
};

/* The reader is the caller's, and must live until it is detached. */
void journal_attach(struct journal *journal, struct journal_reader *reader);
void journal_detach(struct journal *journal, struct journal_reader *reader);
bool journal_wants_data(const struct journal *journal);
/* Whether any reader wants to know of calls before they are made; and tell those. */
bool journal_wants_before(const struct journal *journal);
void journal_tell_before(struct journal *journal, struct journal_event *event);

#endif
