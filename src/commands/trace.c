/* trace: the system calls on sockets, as strace shows them. */
#include "commands.h"

#include "journal/trace.h"
#include "net/library.h"
#include "shell/request.h"
#include "shell/session.h"
#include "shell/trace.h"

/* Calls of one statement that are listed unless all are asked for. */
enum { LISTED = 200 };

static size_t bytes_shown(const struct request *request)
{
    const struct argument *data = request_argument(request, "data");

    return data->given ? (size_t)data->size : DECODE_SHOWN;
}

/* ---- the last statement's calls ---- */

struct listing {
    const struct journal *journal;
    struct session *session;
    struct trace_calls calls;
    struct decode how;
    bool brief;
    struct list *statements;
    const struct journal_event *last; /* listed */
    struct list *row;                 /* the calls of the statement that is listed now */
};

static struct list *add_statement(const struct listing *listing, const struct journal_event *event)
{
    cleanup_buffer struct buffer cause = {0};
    struct fields *row = list_add(listing->statements);

    trace_cause(&cause, listing->journal, event);
    fields_text(row, "statement", buffer_span(&cause));
    return fields_list(row, "calls");
}

static void add_call(struct listing *listing, const struct journal_event *event)
{
    struct journal_bytes bytes;
    bool kept = journal_bytes(listing->journal, event, &bytes);

    if (!listing->last || !trace_same_cause(event, listing->last))
        listing->row = add_statement(listing, event);
    trace_fields(list_add(listing->row), listing->session, &listing->how, event,
                 kept ? &bytes : NULL);
    listing->last = event;
}

static bool is_listed(const struct listing *listing, const struct journal_event *event)
{
    return trace_is_of(event, &listing->calls) && !(listing->brief && trace_only_asks(event));
}

/* The number of the first one to list, so that there are so many. */
static uint64_t find_first(const struct listing *listing, uint64_t most, uint64_t *ret_left_out)
{
    uint64_t first = listing->calls.end, listed = 0, left_out = 0;

    for (uint64_t number = listing->calls.end; number-- > listing->calls.first;) {
        if (!is_listed(listing, journal_event(listing->journal, number)))
            continue;
        if (listed < most) {
            first = number;
            listed++;
        } else {
            left_out++;
        }
    }
    *ret_left_out = left_out;
    return first;
}

/* A list that is looked at is not added to. */
static bool ask_unseen(unsigned index, char ret_name[IF_NAMESIZE])
{
    return if_indextoname(index, ret_name);
}

#define UNSEEN "[\nThe C library's calls are not shown: seccomp: {unseen}]"

static void tell_unseen(int number, struct reply *reply)
{
    if (number)
        fields_text(&reply->fields, "unseen", span_of(strerror(number)));
}

static void list_calls(const struct request *request, struct reply *reply)
{
    struct session *session = request->session;
    struct listing listing = {
        .journal = session->network.journal,
        .session = session,
        .calls = trace_last_statement(session->network.journal),
        .how = trace_decoding(bytes_shown(request)),
        .brief = request_option(request, "brief"),
        .statements = fields_list(&reply->fields, "statements"),
    };
    uint64_t left_out;
    listing.how.interface_name = ask_unseen;
    uint64_t first =
        find_first(&listing, request_option(request, "all") ? UINT64_MAX : LISTED, &left_out);

    for (uint64_t number = first; number < listing.calls.end; number++)
        if (is_listed(&listing, journal_event(listing.journal, number)))
            add_call(&listing, journal_event(listing.journal, number));
    if (left_out)
        fields_integer(&reply->fields, "left_out", (int64_t)left_out);
    if (listing.calls.count > listing.calls.kept)
        fields_integer(&reply->fields, "forgotten",
                       (int64_t)(listing.calls.count - listing.calls.kept));
    tell_unseen(library_unseen(), reply);
    reply->says = listing.statements->first
                      ? "[{forgotten} calls before these are forgotten: `set journal` keeps more, "
                        "`trace FILE` all\n]"
                        "[{left_out} calls before these: `trace --all` shows them\n]"
                        "{statements|groups}" UNSEEN
                      : "no calls yet" UNSEEN;
}

/* ---- on and off ---- */

static void tell_state(const struct session *session, struct reply *reply)
{
    const char *path = trace_path(session);

    fields_text(&reply->fields, "trace",
                !trace_is_on(session) ? SPAN("off")
                : path                ? SPAN("file")
                                      : SPAN("on"));
    if (path)
        fields_text(&reply->fields, "file", span_of(path));
}

static bool begin(struct request *request, const char *path, struct reply *reply,
                  struct error *error)
{
    struct trace_settings settings = {
        .path = path,
        .shown = bytes_shown(request),
        .brief = request_option(request, "brief"),
    };

    if (!trace_start(request->session, &settings, error))
        return false;
    tell_unseen(library_try(), reply);
    tell_state(request->session, reply);
    return true;
}

static bool end(struct request *request, struct reply *reply)
{
    struct session *session = request->session;
    const char *path = trace_path(session);
    const char *kept = path ? arena_text(&session->arena, span_of(path)) : NULL;
    bool was_on = trace_is_on(session);
    uint64_t calls = trace_stop(session);

    tell_state(session, reply);
    if (kept)
        fields_text(&reply->fields, "file", span_of(kept));
    if (was_on)
        fields_integer(&reply->fields, "calls", (int64_t)calls);
    return true;
}

static bool fail_all(struct error *error)
{
    error_set(error, ERROR_USAGE, "--all is for the list of the last statement's calls");
    return error_hint(error, "`trace --all` lists them; `trace on` leaves none out");
}

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    const struct argument *where = request_argument(request, "on|off|FILE");

    if (!where->given) {
        list_calls(request, reply);
        return true;
    }
    if (request_option(request, "all"))
        return fail_all(error);
    if (span_is(where->text, "off"))
        return end(request, reply);
    if (span_is(where->text, "on"))
        return begin(request, NULL, reply, error);
    const char *path = argument_path(where, error);
    return path && begin(request, path, reply, error);
}

static const struct parameter parameters[] = {
    {"on|off|FILE", PARAMETER_WORD, OPTIONAL,
     "on shows every call as it is made, off ends that, anything else is a file to write them to, "
     "- standard output; "
     "without it the last statement's are listed",
     .completes = COMPLETES_OUTLET},
    PARAMETERS_END,
};

static const struct parameter options[] = {
    OPTION_FLAG("brief", "leave out what only asks: getsockname, getpeername, getsockopt, ioctl, "
                         "and all of [shell]"),
    OPTION_FLAG("all", "list every call of the last statement, not only the last 200"),
    {"data", PARAMETER_SIZE, OPTIONAL, "bytes of data shown of each call; 32 unless said",
     .choices = "N"},
    PARAMETERS_END,
};

static const struct example examples[] = {
    {"pair a b; a.send hello; trace", "what send did"},
    {"trace on; c = socket tcp; try { connect 127.0.0.1 1 }; trace off", "calls as they are made"},
    {"trace /dev/null --brief; pair a b; a.send hello; trace off", "into a file"},
    {""},
};

static const struct command_error errors[] = {
    {ERROR_FILE, 0,
     "the file can't be opened or made; one that fills the disk later ends the "
     "trace with a warning"},
    {ERROR_USAGE, 0,
     "--all stands beside on, off or FILE; --data is a size in bytes; a capture or a log goes to "
     "the file; or that is - and replies are "
     "JSON"},
    {0},
};

const struct command trace_command = {
    .name = "trace",
    .group = GROUP_SEEING,
    .needs = COMMAND_PAGES,
    .summary = "show the system calls on sockets, as strace does",
    .details =
        "Each line is a call with its arguments, result and the seconds it took, below the "
        "statement that made it. Calls that socksh makes to tell a reply or the state are there "
        "too, for they are made. [shell] stands before what it asks over sockets of its own "
        "(sock_diag(7), interfaces) or for a capture, [library] before what the C library does "
        "for a name or a list of interfaces: questions to a name server, to nscd, over netlink. "
        "Only a trace shows these; in JSON the field by says whose a call is. 0x... is an address "
        "in "
        "memory. Text goes to standard error; with --json each call is an event. Without a word "
        "the last statement that made any calls is meant; `help journal` tells how much is "
        "remembered. Left out are what a look-up asks when its wait was left, or in a thread or a "
        "program that a module of the library begins; and what names an interface in a list of "
        "calls or in a figure.",
    .parameters = parameters,
    .options = options,
    .examples = examples,
    .c_call = "",
    .python_call = "",
    .kernel =
        "Nothing: the shell notes each call where it makes it. What the C library calls in a "
        "thread of its own a seccomp(2) filter hands over to another one, which makes the call "
        "and notes it; where that isn't allowed the trace says so, and lacks them. strace(1) gets "
        "the same list from the kernel by ptrace(2), and stops the program at every call for it; "
        "strace -f shows both threads' calls.",
    .errors = errors,
    .says = "trace {trace}[: {file}][, {calls|call}]" UNSEEN,
    .run = run,
};
