/* ladder: conversations as sequence diagrams, from the journal. */
#include "commands.h"

#include "base/charset.h"
#include "base/fold.h"
#include "base/memory.h"
#include "base/nearest.h"
#include "journal/ladder_svg.h"
#include "journal/ladder_text.h"
#include "journal/tcp_state.h"
#include "shell/request.h"
#include "shell/session.h"
#include "shell/whole_file.h"

#include <stdlib.h>

/* ---- whose ---- */

/* The last socket that had the name, for a handle that is closed is what one wants to look back at. */
static unsigned find_socket(const struct journal *journal, struct span name,
                            struct nearest *nearest)
{
    const struct journal_socket *socket = journal_socket_before(journal, JOURNAL_NEWEST);

    for (; socket; socket = journal_socket_before(journal, socket->id)) {
        if (span_is(name, socket->name))
            return socket->id;
        if (socket->name[0])
            nearest_offer(nearest, span_of(socket->name));
    }
    return 0;
}

static bool fail_no_socket(const struct argument *name, const struct nearest *nearest,
                           struct error *error)
{
    char shown[64];

    error_copy(shown, sizeof(shown), name->text);
    error_set(error, ERROR_NAME, "there is and was no handle %s", shown);
    nearest_hint(nearest, error, "`sockets` lists those that are open");
    return error_at(error, name->place);
}

/* The sockets named, before and behind the command. */
static bool find_sockets(const struct request *request, unsigned *sockets, size_t *ret_count,
                         struct error *error)
{
    const struct journal *journal = request->session->network.journal;
    const struct argument *handle = request_argument(request, "HANDLE");
    size_t count = 0;

    if (request->socket)
        sockets[count++] = request->socket->id;
    for (; handle && handle->given; handle = handle->more) {
        struct nearest nearest = nearest_start(handle->text);
        unsigned id = find_socket(journal, handle->text, &nearest);
        if (!id)
            return fail_no_socket(handle, &nearest, error);
        sockets[count++] = id;
    }
    *ret_count = count;
    return true;
}

static size_t count_handles(const struct request *request)
{
    size_t count = request->socket ? 1 : 0;

    for (const struct argument *handle = request_argument(request, "HANDLE");
         handle && handle->given; handle = handle->more)
        count++;
    return count;
}

/* ---- the reply ---- */

static void add_text(struct fields *row, const char *name, const struct buffer *text)
{
    if (text->length)
        fields_text(row, name, buffer_span(text));
    else
        fields_null(row, name);
}

static void add_name(struct fields *row, const char *name, const struct ladder *ladder,
                     unsigned column)
{
    cleanup_buffer struct buffer text = {0};

    ladder_name(&text, ladder, column);
    fields_text(row, name, buffer_span(&text));
}

static void add_state(struct list *list, const struct ladder *ladder,
                      const struct ladder_rung *rung)
{
    struct fields *row = list_add(list);

    add_name(row, "end", ladder, rung->from);
    fields_text(row, "state", span_of(tcp_state_name(rung->state)));
    fields_bool(row, "told", rung->told);
}

static void add_end(struct list *ends, const struct ladder_view *view, size_t figure, size_t place)
{
    struct fields *row = list_add(ends);
    const struct ladder_figure *of = &view->figures[figure];
    cleanup_buffer struct buffer address = {0};
    cleanup_buffer struct buffer remark = {0};

    fields_integer(row, "figure", (int64_t)figure + 1);
    add_name(row, "end", view->ladder, of->columns[place]);
    ladder_address(&address, view->ladder, of->columns[place]);
    ladder_remark(&remark, view->ladder, of->columns[place]);
    add_text(row, "address", &address);
    add_text(row, "remark", &remark);
    if (of->states[place])
        fields_text(row, "state", span_of(tcp_state_name(of->states[place]->state)));
    else
        fields_null(row, "state");
}

static const char *kind_name(const struct ladder_rung *rung)
{
    static const char *const names[] = {
        [LADDER_NOTE] = "note",
        [LADDER_LOOK] = "look",
        [LADDER_DATA] = "data",
        [LADDER_SEGMENT] = "segment",
    };

    return names[rung->kind];
}

/* The list gets the states that follow. */
static struct list *add_rung(struct list *rungs, const struct ladder_view *view, size_t figure,
                             const struct ladder_rung *rung)
{
    struct fields *row = list_add(rungs);
    cleanup_buffer struct buffer label = {0};
    cleanup_buffer struct buffer bytes = {0};

    ladder_label(&label, view->ladder, rung);
    ladder_bytes(&bytes, view->ladder, rung, FOLD_WIDTH);
    fields_integer(row, "figure", (int64_t)figure + 1);
    fields_integer(row, "time_us", (rung->time - view->start) / (int64_t)MICROSECOND);
    fields_text(row, "kind", span_of(kind_name(rung)));
    add_name(row, "from", view->ladder, rung->from);
    if (ladder_is_arrow(rung))
        add_name(row, "to", view->ladder, rung->to);
    else
        fields_null(row, "to");
    fields_text(row, "label", buffer_span(&label));
    add_text(row, "data", &bytes);
    fields_bool(row, "lost", rung->lost);
    fields_bool(row, "late", rung->late);
    return fields_list(row, "states");
}

static void add_figure(struct list *ends, struct list *rungs, const struct ladder_view *view,
                       size_t figure)
{
    const struct ladder_figure *of = &view->figures[figure];
    struct list *states = NULL;

    for (size_t i = 0; i < of->column_count; i++)
        add_end(ends, view, figure, i);
    for (size_t i = 0; i < of->rung_count; i++) {
        const struct ladder_rung *rung = &view->ladder->rungs[of->rungs[i]];
        if (rung->kind != LADDER_STATE)
            states = add_rung(rungs, view, figure, rung);
        else if (states)
            add_state(states, view->ladder, rung);
    }
}

static void fill_reply(struct reply *reply, const struct ladder_view *view)
{
    struct list *ends = fields_list(&reply->fields, "ends");
    struct list *rungs = fields_list(&reply->fields, "rungs");
    int64_t count = 0;

    for (size_t i = 0; i < view->figure_count; i++)
        add_figure(ends, rungs, view, i);
    for (const struct fields *row = rungs->first; row; row = row->next)
        count++;
    fields_integer(&reply->fields, "count", count);
    fields_integer(&reply->fields, "left_out", (int64_t)view->left_out);
    fields_integer(&reply->fields, "forgotten", (int64_t)view->ladder->forgotten);
}

/* NULL where it isn't given. */
static const struct argument *option(const struct request *request, const char *name)
{
    return request_option(request, name) ? request_argument(request, name) : NULL;
}

#define WRITTEN "{file}: {count|rung}"
#define LEFT_OUT ", {left_out} earlier left out: `--all` shows them"
#define FORGOTTEN ", the journal has forgotten what was before: `set journal` keeps more"

/* Of a figure in a file: whether rungs are left out, and whether events are forgotten. */
static const char *const written[2][2] = {{WRITTEN, WRITTEN FORGOTTEN},
                                          {WRITTEN LEFT_OUT, WRITTEN LEFT_OUT FORGOTTEN}};

static bool draw(const struct request *request, const struct ladder_view *view, struct reply *reply,
                 struct error *error)
{
    const struct argument *svg = option(request, "svg");
    struct ladder_page page = {request_columns(request), charset_is_utf8()};
    cleanup_buffer struct buffer text = {0};

    if (view->figure_count == 0)
        reply->says = "nothing has happened there yet";
    if (svg)
        ladder_svg(&text, view);
    else
        ladder_text(&text, view, &page);
    if (!svg || span_is(svg->text, "-")) {
        fields_text(&reply->fields, "text", buffer_span(&text));
        return true;
    }
    fields_text(&reply->fields, "file", svg->text);
    reply->value = "file";
    reply->says = written[view->left_out > 0][view->ladder->forgotten > 0];
    const char *path = argument_path(svg, error);
    return path && (whole_file_write(request->session, path, 0666, buffer_span(&text), error) ||
                    error_at(error, svg->place));
}

static bool check_options(const struct request *request, size_t *ret_rungs, struct error *error)
{
    const struct argument *last = option(request, "last");

    *ret_rungs = LADDER_RUNGS;
    if (last && request_option(request, "all")) {
        error_set(error, ERROR_USAGE, "--last and --all exclude one another");
        return error_at(error, last->place);
    }
    if (last && last->integer < 1) {
        error_set(error, ERROR_USAGE, "--last wants a number of rungs, 1 or more");
        return error_at(error, last->place);
    }
    if (last)
        *ret_rungs = (size_t)last->integer;
    else if (request_option(request, "all"))
        *ret_rungs = SIZE_MAX;
    return true;
}

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    struct ladder_choice choice = {.abreast = ladder_text_abreast(request_columns(request))};
    unsigned *sockets = memory_new((count_handles(request) + 1) * sizeof(unsigned));
    bool done = check_options(request, &choice.rungs, error) &&
                find_sockets(request, sockets, &choice.socket_count, error);

    choice.sockets = sockets;
    if (done) {
        struct ladder *ladder = ladder_new(request->session->network.journal);
        struct ladder_view *view = ladder_view_new(ladder, &choice);
        fill_reply(reply, view);
        done = draw(request, view, reply, error);
        ladder_view_free(view);
        ladder_free(ladder);
    }
    free(sockets);
    return done;
}

static const struct parameter parameters[] = {
    {"HANDLE", PARAMETER_WORD, REPEATED,
     "whose conversations, also one that is closed; all of the session unless said",
     .completes = COMPLETES_PAST_HANDLE},
    PARAMETERS_END,
};

static const struct parameter options[] = {
    {"svg", PARAMETER_WORD, OPTIONAL, "write a figure in SVG; - for standard output",
     .choices = "FILE", .completes = COMPLETES_FILE},
    {"last", PARAMETER_INTEGER, OPTIONAL, "show the last N rungs; 200 unless said", .choices = "N"},
    OPTION_FLAG("all", "show every rung that the journal has"),
    PARAMETERS_END,
};

static const struct example examples[] = {
    {"pair a b; a.send hello; a.send world; b.recv; close a; b.recv; ladder",
     "two sends, and one receive that takes both: a stream has no messages"},
    {"srv = server tcp 127.0.0.1 0; c = open 127.0.0.1 ${srv.local.port}; s = srv.accept; c.send "
     "hi; "
     "s.recv; close c; close s; ladder c",
     "TCP from SYN to TIME-WAIT, both ends in one figure"},
    {"pair a b; a.send hello; ladder --svg - > ladder.svg", "for a slide or a handout"},
    {""},
};

static const struct command_error errors[] = {
    {ERROR_NAME, 0, "no handle has or had that name, or the journal has forgotten it"},
    {ERROR_FILE, 0, "FILE can't be written, or the disk is full: an old one is as it was"},
    {ERROR_INTERRUPTED, 0, "Ctrl-C came while a FIFO had no reader"},
    {ERROR_USAGE, 0,
     "N is no number above 0, or --last stands beside --all; or a log, a capture or a trace goes "
     "to "
     "FILE"},
    {0},
};

const struct command ladder_command = {
    .name = "ladder",
    .group = GROUP_SEEING,
    .needs = COMMAND_LOOKS | COMMAND_PAGES,
    .summary = "show conversations as sequence diagrams, with the states of TCP",
    .details =
        "Each end is a column, time goes downwards, in seconds since the first rung of all "
        "figures. A solid arrow is what a program has "
        "sent, when it left; a dot is what happened at one end alone, such as the receive that "
        "took "
        "it (a circle: a look, with MSG_PEEK); a dashed arrow is what the kernels exchange: SYN, "
        "FIN, RST. Both ends stand beside one another where both are handles of this session. "
        "[STATE] is what the kernel told, (STATE) follows from the segments by RFC 9293 and was "
        "not asked for. A time with a ~ is when it was noticed: the kernel sent it before. "
        "Before the FIN or RST of a remote peer stand the bytes that waited then. "
        "Conversations that have a listener or an end in common, or are named "
        "together, share a figure as far as the width goes.",
    .parameters = parameters,
    .options = options,
    .examples = examples,
    .c_call = "",
    .python_call = "",
    .kernel =
        "Nothing is asked: the ladder is made from the journal of the calls so far. Segments are "
        "not "
        "seen but follow from calls and from the states that TCP_INFO told: the kernel completes a "
        "handshake before accept(2), and acknowledges by itself. Linux keeps TIME-WAIT apart from "
        "the "
        "socket, whose descriptor then says CLOSED. Where it says otherwise than what "
        "follows, it is right, and what followed is not shown.",
    .errors = errors,
    .says = "{text|lines}",
    .value = "text",
    .run = run,
};
