/* What happened as a sequence diagram: columns, which are the ends of conversations, and rungs, which are
 * what happened at them and between them, in order of time. Made from the journal; rendered by
 * journal/ladder_text.h and journal/ladder_svg.h. */
#ifndef JOURNAL_LADDER_H
#define JOURNAL_LADDER_H

#include "base/buffer.h"
#include "journal/journal.h"

enum {
    LADDER_RUNGS = 200,    /* shown unless more are asked for */
    LADDER_ABREAST = 8,    /* columns of one figure at the most */
    LADDER_COLUMNS = 2048, /* of them all */
};

enum ladder_kind {
    LADDER_STATE,   /* the TCP state of an end from here on */
    LADDER_NOTE,    /* at one end alone */
    LADDER_LOOK,    /* the same: a receive that takes nothing */
    LADDER_DATA,    /* bytes, from one to the other */
    LADDER_SEGMENT, /* what the kernels exchange: SYN, FIN, RST, or a Unix socket's end */
};

struct ladder_rung {
    enum ladder_kind kind;
    nanoseconds time;
    unsigned from, to; /* columns, the same where it is at one end */
    unsigned
        about; /* whom what is at one end has to do with; LADDER_COLUMNS where that is nobody */
    const struct journal_event *event;
    const char *what; /* in place of the call's words: "SYN, ACK"; NULL */
    const char *end;  /* of a receive that got nothing: what that means; NULL */
    uint64_t unread;  /* bytes that its end leaves in the kernel */
    uint64_t waited;  /* data: bytes that had come by then, and were received later if at all */
    unsigned char state;
    bool told;         /* the state: by the kernel; else it follows from what was sent */
    bool lost;         /* data: nobody has received it */
    bool late;         /* it was noticed then, and sent at some time before */
    bool acknowledges; /* a FIN: it carries the ACK of the peer's */
    bool dropped;      /* a guess that the kernel has refuted */
};

struct ladder_column {
    unsigned socket;            /* of this shell; 0: it is elsewhere */
    unsigned listener;          /* of an accepted one */
    struct journal_end address; /* of one elsewhere; of one of ours as its peer was told */
    unsigned family, type;
};

/* Two columns with something between them, the one that began it first; the same for one alone. */
struct ladder_link {
    unsigned from, to;
};

struct ladder {
    const struct journal *journal;
    struct ladder_column *columns;
    struct ladder_link *links;
    struct ladder_rung *rungs;
    size_t column_count, link_count, rung_count;
    uint64_t forgotten; /* events that the journal has no more */
};

/* All there is in the journal, whose events it points to. The caller frees with ladder_free(). */
struct ladder *ladder_new(const struct journal *journal);
void ladder_free(struct ladder *ladder);

/* What to show of it. */
struct ladder_choice {
    const unsigned *sockets; /* those in whose conversations they take part */
    size_t socket_count;     /* 0: all */
    size_t abreast;          /* columns that stand beside one another at the most, two or more */
    size_t rungs;            /* states not counted; the last ones */
};

/* Conversations that stand beside one another. */
struct ladder_figure {
    unsigned columns[LADDER_ABREAST]; /* of the ladder */
    size_t column_count;
    size_t *rungs; /* of the ladder */
    size_t rung_count;
    const struct ladder_rung
        *states[LADDER_ABREAST]; /* before the first rung shown; NULL: none known */
};

struct ladder_view {
    const struct ladder *ladder;
    struct ladder_figure *figures; /* those with a rung to show */
    size_t figure_count;
    nanoseconds start; /* of the first rung of them all, shown or not */
    size_t left_out,
        figures_left_out; /* rungs that were older than those shown, and figures of such alone */
};

struct ladder_view *ladder_view_new(const struct ladder *ladder,
                                    const struct ladder_choice *choice);
void ladder_view_free(struct ladder_view *view);

/* Where the rung is in the figure's columns. */
size_t ladder_place(const struct ladder_figure *figure, unsigned column);
bool ladder_is_arrow(const struct ladder_rung *rung);

/* ---- words, all of them printable ---- */

/* "c", or the address of one that is elsewhere. */
void ladder_name(struct buffer *out, const struct ladder *ladder, unsigned column);
/* Its address; what it is else: "accepted by srv", "elsewhere". Nothing where there is nothing to say. */
void ladder_address(struct buffer *out, const struct ladder *ladder, unsigned column);
void ladder_remark(struct buffer *out, const struct ladder *ladder, unsigned column);
/* "send 5", "connect: SYN"; and its bytes as far as they fit: "hello"... in quotes. */
void ladder_label(struct buffer *out, const struct ladder *ladder, const struct ladder_rung *rung);
void ladder_bytes(struct buffer *out, const struct ladder *ladder, const struct ladder_rung *rung,
                  size_t columns);
/* "[ESTABLISHED]" where the kernel told it, "(ESTABLISHED)" where it follows. */
void ladder_state(struct buffer *out, const struct ladder_rung *rung);
/* Seconds since the first rung. Behind a ~ for a rung that is late. */
void ladder_time(struct buffer *out, const struct ladder_view *view, nanoseconds time);
/* What was left out and how to see it, what the marks mean: lines that fit into that many columns. */
void ladder_remarks(struct buffer *out, const struct ladder_view *view, size_t columns);

#endif
