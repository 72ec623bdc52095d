/* RFC 9293's diagram with a path in it. */
#include "journal/states.h"
#include "journal/tcp_state.h"

#include <netinet/tcp.h>

/* Figure 5: what comes in or is called for, and what is sent for it. In each box the state's name stands between two
 * blanks on either side; the outer ones are for marks. CLOSED is there twice, as the first box and as the last. */
// clang-format off
static const char diagram[] =
    "                               [  CLOSED  ]───── active OPEN / snd SYN ────┐\n"
    "                    passive OPEN │ ▲ CLOSE▲                                │\n"
    "                                 ▼ │      └────────── CLOSE ──────────┐    │\n"
    "   ┌─ rcv SYN / snd SYN,ACK ───[  LISTEN  ]─── SEND / snd SYN ───┐    │    │\n"
    "   ▼        ┌───── rcv RST ──────▲                               ▼    │    ▼\n"
    "[  SYN-RECEIVED  ]◀────────── rcv SYN / snd SYN,ACK ───────────[  SYN-SENT  ]\n"
    "  │         └── rcv ACK of SYN ──┐       ┌── rcv SYN,ACK / snd ACK ──┘\n"
    "  │ CLOSE / snd FIN              ▼       ▼\n"
    "  │                          [  ESTABLISHED  ]\n"
    "  │     ┌─── CLOSE / snd FIN ────┘       └─── rcv FIN / snd ACK ────┐\n"
    "  ▼     ▼                                                           ▼\n"
    "[  FIN-WAIT-1  ]─ rcv FIN / snd ACK ─┐                       [  CLOSE-WAIT  ]\n"
    "  │ rcv ACK of FIN                   ▼              CLOSE / snd FIN │\n"
    "  ▼                            [  CLOSING  ]                        ▼\n"
    "[  FIN-WAIT-2  ]                     │ rcv ACK of FIN          [  LAST-ACK  ]\n"
    "        │ rcv FIN / snd ACK          ▼               rcv ACK of FIN ▼\n"
    "        └────────────────────▶[  TIME-WAIT  ]─ timeout = 2 MSL ─▶[  CLOSED  ]\n";
// clang-format on

static const char legend[] =
    "[> now <]  [* passed *]  [~ unseen, but every way leads through it ~]\n";

enum { BOX_MARGIN = 3 /* "[  " */ };

static const struct {
    const char *line;
    char ascii;
} drawn[] = {{"─", '-'}, {"│", '|'}, {"┌", '+'}, {"┐", '+'}, {"└", '+'},
             {"┘", '+'}, {"▶", '>'}, {"◀", '<'}, {"▲", '^'}, {"▼", 'v'}};

/* Which of the two boxes of CLOSED a step is in: arrows lead to the first one out of LISTEN and SYN-SENT. */
static bool is_at_end(const struct states_path *path, size_t step)
{
    int before = step ? path->steps[step - 1].state : 0;

    return path->steps[step].state == TCP_CLOSE && before && before != TCP_LISTEN &&
           before != TCP_SYN_SENT && before != TCP_CLOSE;
}

/* What a box is marked with, at its left and at its right. */
static const char *marks_of(const struct states_path *path, int state, bool at_end)
{
    const char *marks = "  ";

    for (size_t i = 0; i < path->count; i++) {
        const struct states_step *step = &path->steps[i];
        if (step->state != state || is_at_end(path, i) != at_end)
            continue;
        if (i + 1 == path->count)
            return "><";
        if (step->how == STATES_IMPLIED && *marks == ' ')
            marks = "~~";
        else if (step->how != STATES_IMPLIED)
            marks = "**";
    }
    return marks;
}

/* Append the box that begins here; returns what is behind it. */
static const char *append_box(struct buffer *out, const char *box, const struct states_path *path)
{
    const char *end = strchr(box, ']');
    struct span name = {box + BOX_MARGIN, (size_t)(end - box) - 2 * BOX_MARGIN + 1};
    int state = tcp_state_find(name);
    bool at_end = state == TCP_CLOSE && !strchr(end, '[');
    const char *marks = marks_of(path, state, at_end);

    buffer_printf(out, "[%c %.*s %c]", marks[0], SPAN_ARGS(name), marks[1]);
    return end + 1;
}

/* Append one character of the drawing; returns what is behind it. */
static const char *append_drawn(struct buffer *out, const char *at, bool in_ascii)
{
    for (size_t i = 0; i < sizeof(drawn) / sizeof(drawn[0]); i++) {
        size_t length = strlen(drawn[i].line);
        if (strncmp(at, drawn[i].line, length) != 0)
            continue;
        if (in_ascii)
            buffer_append_byte(out, drawn[i].ascii);
        else
            buffer_append_text(out, drawn[i].line);
        return at + length;
    }
    buffer_append_byte(out, *at);
    return at + 1;
}

void states_draw(struct buffer *out, const struct states_path *path, bool in_ascii)
{
    for (const char *at = diagram; *at;)
        at = *at == '[' ? append_box(out, at, path) : append_drawn(out, at, in_ascii);
    buffer_append_text(out, legend);
}
