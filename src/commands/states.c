/* states: the diagram of TCP's states with the path that a socket took. */
#include "commands.h"

#include "base/charset.h"
#include "base/fold.h"
#include "journal/ends.h"
#include "journal/states.h"
#include "journal/tcp_state.h"
#include "net/lingering.h"
#include "net/socket.h"
#include "net/status.h"
#include "shell/request.h"
#include "shell/session.h"

#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

/* ---- whose ---- */

/* The last socket of that name, for one looks back at what is closed. */
static const struct journal_socket *find_closed(const struct journal *journal, struct span name)
{
    const struct journal_socket *socket = journal_socket_before(journal, JOURNAL_NEWEST);

    while (socket && !(socket->closed && span_is(name, socket->name)))
        socket = journal_socket_before(journal, socket->id);
    return socket;
}

/* Who is asked about: `entry` while it is open, and what the journal knows of it. */
struct subject {
    struct entry *entry;
    const struct journal_socket *socket;
};

static bool find_subject(const struct request *request, struct subject *ret_subject,
                         struct error *error)
{
    const struct argument *handle = request_argument(request, "HANDLE");
    struct session *session = request->session;
    const struct journal *journal = session->network.journal;
    struct entry *entry = request->entry;

    if (handle->given && entry) {
        error_set(error, ERROR_USAGE, "name the handle before the command or behind it, not both");
        return error_at(error, handle->place);
    }
    if (handle->given) {
        const struct journal_socket *closed = find_closed(journal, handle->text);
        struct entry *named = names_find(session->names, handle->text);
        if (closed && !(named && named->socket)) {
            *ret_subject = (struct subject){NULL, closed};
            return true;
        }
        entry = names_handle(session->names, handle->text, error);
        if (!entry)
            return error_at(error, handle->place);
    } else if (!entry) {
        entry = session_current(session, error);
    }
    if (!entry)
        return false;
    *ret_subject = (struct subject){entry, journal_socket(journal, entry->socket->id)};
    return true;
}

/* ---- of TCP ---- */

static void add_path(struct fields *fields, const struct journal *journal,
                     const struct states_path *path)
{
    static const char *const hows[] = {
        [STATES_MADE] = "made", [STATES_TOLD] = "told", [STATES_IMPLIED] = "implied"};
    struct list *list = fields_list(fields, "path");

    for (size_t i = 0; i < path->count; i++) {
        const struct states_step *step = &path->steps[i];
        struct fields *row = list_add(list);
        fields_text(row, "state", span_of(tcp_state_name(step->state)));
        fields_text(row, "how", span_of(hows[step->how]));
        if (step->how == STATES_TOLD)
            fields_seconds(row, "time", journal_wall_clock(journal, step->time));
        else
            fields_null(row, "time");
    }
    fields_bool(fields, "whole", path->is_whole);
}

/* What the terminal would break is no diagram. */
static void draw(const struct request *request, const struct states_path *path, struct buffer *out)
{
    if (request_columns(request) >= STATES_WIDTH + 1)
        states_draw(out, path, request_option(request, "ascii") || !charset_is_utf8());
}

/* The diagram, and below it the path in words. */
static void add_drawing(const struct request *request, struct fields *fields,
                        const struct subject *subject, const struct states_path *path)
{
    cleanup_buffer struct buffer text = {0}, sentence = {0};
    const struct journal *journal = request->session->network.journal;
    const struct field *left = fields_find(fields, SPAN("left_ms"));

    draw(request, path, &text);
    const char *remark = text.length ? "" : "\n(the diagram wants 80 columns)";
    buffer_printf(&sentence,
                  "%s%s: ", subject->entry ? subject->entry->name : subject->socket->name,
                  subject->entry ? "" : ", whose handle is closed");
    states_tell(&sentence, journal, path);
    if (left)
        buffer_printf(&sentence, ", for %" PRId64 " s more", (left->integer + 999) / 1000);
    if (fields_find(fields, SPAN("state"))->type == FIELD_NULL)
        buffer_append_text(&sentence, "; what has become of it the kernel doesn't tell");
    fold(&text, "", "  ", buffer_text(&sentence));
    buffer_append_text(&text, remark);
    fields_text(fields, "diagram", buffer_span(&text));
}

/* The kernel may go on with a connection whose handle is closed, and says CLOSED of an open one in TIME-WAIT.
 * Returns 0 where it doesn't tell. */
static int ask_kernel(const struct journal *journal, const struct journal_socket *socket,
                      struct fields *fields)
{
    if (socket->peer.length == 0) /* a copy has the ends of what it is a copy of */
        socket = journal_socket(journal, end_original(journal, socket->id));
    struct span local = {socket->local.bytes, socket->local.length};
    struct span peer = {socket->peer.bytes, socket->peer.length};
    unsigned milliseconds;
    int state;

    if (local.length == 0 || peer.length == 0) /* it never had a connection */
        return TCP_CLOSE;
    if (!lingering_find(local, peer, &state, &milliseconds))
        return 0;
    if (state == TCP_TIME_WAIT)
        fields_integer(fields, "left_ms", milliseconds);
    return state;
}

/* The state now: 0 where the kernel doesn't tell it of what is closed. */
static int state_now(const struct journal *journal, const struct subject *subject,
                     const char *state, struct fields *fields)
{
    int told = subject->entry ? tcp_state_find(span_of(state)) : TCP_CLOSE;

    if (told != TCP_CLOSE)
        return told;
    int lingering = ask_kernel(journal, subject->socket, fields);
    return subject->entry && !lingering ? told : lingering;
}

static void tell_tcp(const struct request *request, const struct subject *subject, int now,
                     struct reply *reply)
{
    const struct journal *journal = request->session->network.journal;
    struct states_path path;

    states_follow(journal, subject->socket->id, now, &path);
    if (now)
        fields_text(&reply->fields, "state", span_of(tcp_state_name(now)));
    else
        fields_null(&reply->fields, "state");
    add_path(&reply->fields, journal, &path);
    add_drawing(request, &reply->fields, subject, &path);
    reply->says = "{diagram|lines}";
}

/* ---- of all others ---- */

/* What a kind of socket has in place of TCP's states; the first row that fits is taken, 0 fits any. */
static const struct {
    int family, type;
    const char *text;
} kinds[] = {
    {AF_UNIX, SOCK_DGRAM,
     "A Unix datagram socket is unbound, bound to a path or a name once it has one, and connected "
     "once connect has set whom send means. The kernel hands messages over by itself: there is no "
     "handshake and no closing."},
    {AF_UNIX, 0,
     "A Unix socket is unbound, bound, listening or connected. The kernel connects both ends in "
     "the call itself, so nothing lies between: no handshake, no waiting for an acknowledgement, "
     "and a close is seen by the peer at once."},
    {0, SOCK_STREAM,
     "This protocol's states are its own, and the kernel doesn't tell them: to a program the "
     "socket is unbound, bound, listening or connected."},
    {0, SOCK_SEQPACKET,
     "This protocol's states are its own, and the kernel doesn't tell them: to a program the "
     "socket is unbound, bound, listening or connected."},
};

static const char *text_of(int family, int type)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if ((!kinds[i].family || kinds[i].family == family) &&
            (!kinds[i].type || kinds[i].type == type))
            return kinds[i].text;
    return "There is no connection: each message goes by itself, and nothing is kept of it. The "
           "socket is unbound, bound once it has an address of its own (by bind or with its first "
           "send), and connected once connect has set the peer; that puts nothing on the wire.";
}

static void tell_other(const struct journal_socket *socket, const char *state, struct reply *reply)
{
    cleanup_buffer struct buffer text = {0};

    fold(&text, "  ", "  ", text_of(socket->family, socket->type));
    fields_text(&reply->fields, "state", span_of(state));
    fields_text(&reply->fields, "instead", buffer_span(&text));
    reply->says = "{handle} is {state}, and has none of TCP's states\n{instead|lines}";
}

/* ---- the command ---- */

static bool is_tcp(const struct journal_socket *socket)
{
    return (socket->family == AF_INET || socket->family == AF_INET6) &&
           socket->type == SOCK_STREAM &&
           (socket->protocol == 0 || socket->protocol == IPPROTO_TCP);
}

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    struct subject subject = {0};

    if (!find_subject(request, &subject, error))
        return false;
    const struct journal_socket *socket = subject.socket;
    const char *state = subject.entry ? status_state(subject.entry->socket) : "closed";
    fields_text(&reply->fields, "handle",
                span_of(subject.entry ? subject.entry->name : socket->name));
    fields_bool(&reply->fields, "open", subject.entry != NULL);
    bool has_states = is_tcp(socket) && (!subject.entry || tcp_state_find(span_of(state)));
    if (has_states)
        tell_tcp(request, &subject,
                 state_now(request->session->network.journal, &subject, state, &reply->fields),
                 reply);
    else
        tell_other(socket, state, reply);
    return true;
}

static const struct parameter parameters[] = {
    {"HANDLE", PARAMETER_WORD, OPTIONAL,
     "the current handle unless said; of a name that is closed the last socket that had it",
     .completes = COMPLETES_PAST_HANDLE},
    PARAMETERS_END,
};

static const struct parameter options[] = {
    OPTION_FLAG("ascii", "draw with - | + in any locale"),
    PARAMETERS_END,
};

static const struct example examples[] = {
    {"srv = server tcp 127.0.0.1 0; c = open 127.0.0.1 ${srv.local.port}; s = srv.accept; "
     "c.shutdown wr; states c",
     "half closed: in FIN-WAIT-2"},
    {"srv = server tcp 127.0.0.1 0; c = open 127.0.0.1 ${srv.local.port}; s = srv.accept; "
     "close c; s.recv; close s; states c",
     "closed, and the kernel keeps it in TIME-WAIT"},
    {"u = socket udp; states", "what a socket without TCP has instead"},
    {""},
};

static const struct command_error errors[] = {
    {ERROR_NAME, 0,
     "there is no such handle and was none among the last thousand, or none is current"},
    {ERROR_USAGE, 0, "the handle is named twice: before the command and behind it"},
    {0},
};

const struct command states_command = {
    .name = "states",
    .group = GROUP_SEEING,
    .needs = COMMAND_LOOKS | COMMAND_PAGES,
    .summary = "draw TCP's states with the path that a socket took",
    .details =
        "The diagram is figure 5 of RFC 9293: on each arrow what leads along it, and behind / what "
        "is sent for it. The kernel is asked where the socket is now. Where it was is what the "
        "kernel told whenever it was asked; a state between, which nobody saw, is marked ~ where "
        "every way leads through it that the calls leave open. A terminal of less than 80 columns "
        "gets the path alone. A closed connection lives on in the kernel for a while: name "
        "its last handle.",
    .parameters = parameters,
    .options = options,
    .examples = examples,
    .c_call = "getsockopt(2) TCP_INFO: tcpi_state",
    .python_call = "s.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]",
    .kernel = "getsockopt(2) with TCP_INFO tells the state; of a connection whose descriptor is "
              "closed sock_diag(7), by its two addresses. Nothing goes on the wire. The kernel "
              "tells no history: a state that lasts for less than a question is never seen.",
    .c_example = "struct tcp_info info;\n"
                 "socklen_t length = sizeof(info);\n"
                 "if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length) == 0)\n"
                 "    printf(\"%d\\n\", info.tcpi_state); /* TCP_ESTABLISHED and so on */",
    .python_example = "import socket\n"
                      "state = s.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]\n"
                      "print(state) # 1 is ESTABLISHED",
    .errors = errors,
    .value = "state",
    .run = run,
};
