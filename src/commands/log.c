/* log, replay: a transcript of the session, and running one again. */
#include "commands.h"
#include "export/translate/writers.h"

#include "shell/log.h"
#include "shell/replay.h"
#include "shell/request.h"
#include "shell/session.h"

static void tell_log(const struct session *session, struct reply *reply)
{
    uint64_t lines = 0;
    const char *path = log_path(session, &lines);

    fields_bool(&reply->fields, "logging", path != NULL);
    if (path) {
        fields_text(&reply->fields, "file", span_of(path));
        fields_integer(&reply->fields, "lines", (int64_t)lines);
    }
    reply->says = path ? "the log goes to {file}: {lines} lines so far" : "there is no log";
}

static bool run_log(struct request *request, struct reply *reply, struct error *error)
{
    const struct argument *file = request_argument(request, "FILE|off");
    struct session *session = request->session;
    uint64_t lines;

    if (file->given && span_is(file->text, "off")) {
        const char *path = log_path(session, &lines);
        if (!path) {
            tell_log(session, reply);
            return true;
        }
        fields_text(&reply->fields, "file", span_of(path));
        reply->says = "the log in {file} has ended";
        return log_stop(session, error);
    }
    if (!file->given) {
        tell_log(session, reply);
        return true;
    }
    const char *path = argument_path(file, error);
    if (!path || !log_start(session, path, error))
        return false;
    tell_log(session, reply);
    reply->says = "the log goes to {file}";
    return true;
}

static const struct parameter log_parameters[] = {
    {"FILE|off", PARAMETER_WORD, OPTIONAL, "where the log goes; off ends it, - is standard output",
     .completes = COMPLETES_FILE, .suggests = "off", .meanings = "end it"},
    PARAMETERS_END,
};

static const struct example log_examples[] = {
    {"log /dev/null; pair a b; a.send hello; b.recv; log off", "what is typed, replied and moved"},
    {""},
};

static const struct command_error log_errors[] = {
    {ERROR_FILE, 0,
     "FILE can't be written, or the disk is full: the log ends, the session goes on"},
    {ERROR_USAGE, 0, "a capture or a trace goes to FILE; or FILE is - and replies are JSON"},
    {ERROR_INTERRUPTED, 0, "Ctrl-C came while a FIFO had no reader"},
    {0},
};

const struct command log_command = {
    .name = "log",
    .group = GROUP_SEEING,
    .summary = "keep a transcript: statements, replies and data, with times",
    .details =
        "From now on each statement, its reply, each event and all bytes sent and received are "
        "lines of FILE, with their time (UTC) and a mark: > a statement, : a reply, ! an error, "
        "* an event, -> and <- data, = what the shell did by itself; # stands before its end. FILE "
        "is written anew. Without an argument it says where the log goes. `replay FILE` runs the "
        "statements again and compares.",
    .parameters = log_parameters,
    .examples = log_examples,
    .c_call = "",
    .python_call = "",
    .kernel = "write(2) of each line at once. While there is a log, sendfile(2) and splice(2) are "
              "not used: all data goes through this program.",
    .errors = log_errors,
    .value = "file",
    .run = run_log,
};

/* Where differences, and what is left out, go: into the reply, and at once to whoever reads. */
struct telling {
    const struct session *session;
    struct list *differences, *interrupted;
};

enum { SHOWN_LINES = 20, SHOWN_BEFORE = 2 };

static struct span first_line(struct span text)
{
    const char *feed = text.length ? memchr(text.data, '\n', text.length) : NULL;

    return (struct span){text.data, feed ? (size_t)(feed - text.data) : text.length};
}

static size_t count_lines(struct span text)
{
    size_t count = 0;

    for (; text.length; count++)
        text = span_after(text, first_line(text).length + 1);
    return count;
}

/* How many lines two texts begin with alike. */
static size_t count_alike(struct span was, struct span now)
{
    size_t count = 0;

    for (; was.length && now.length && span_equal(first_line(was), first_line(now)); count++) {
        was = span_after(was, first_line(was).length + 1);
        now = span_after(now, first_line(now).length + 1);
    }
    return count;
}

/* Where a reply begins to differ is told, of a long one not all of it. */
static size_t count_passed(const struct replay_difference *difference)
{
    size_t alike = count_alike(difference->was, difference->now);
    bool is_long =
        count_lines(difference->was) > SHOWN_LINES || count_lines(difference->now) > SHOWN_LINES;

    return is_long && alike > SHOWN_BEFORE ? alike - SHOWN_BEFORE : 0;
}

static void append_indented(struct buffer *out, const char *title, struct span text, size_t passed)
{
    size_t lines = count_lines(text);
    size_t end = lines - passed > SHOWN_LINES ? passed + SHOWN_LINES : lines;

    buffer_printf(out, "  %s ", title);
    if (passed)
        buffer_printf(out, "... %zu lines, and then\n       ", passed);
    for (size_t line = 0; line < end; line++) {
        struct span now = first_line(text);
        text = span_after(text, now.length + 1);
        if (line < passed)
            continue;
        buffer_append_text(out, line > passed ? "       " : "");
        buffer_append(out, now);
        buffer_append_byte(out, '\n');
    }
    if (end < lines)
        buffer_printf(out, "       ... %zu lines more\n", lines - end);
    else if (lines == 0)
        buffer_append_byte(out, '\n');
}

static struct fields *add_row(struct list *list, unsigned line, struct span statement)
{
    struct fields *row = list_add(list);

    fields_integer(row, "line", line);
    fields_text(row, "statement", span_trim_end(statement));
    return row;
}

static bool is_read(const struct session *session)
{
    return !session->json && session->output.prose;
}

static void tell_interrupted(void *context, unsigned line, struct span statement)
{
    const struct telling *telling = context;
    const struct session *session = telling->session;
    cleanup_buffer struct buffer text = {0};

    add_row(telling->interrupted, line, statement);
    if (!is_read(session))
        return;
    buffer_printf(&text, "line %u: ", line);
    buffer_append(&text, statement);
    buffer_append_text(&text, "  left by Ctrl-C in the log: not run\n");
    session->output.prose(session->output.context, buffer_span(&text));
}

static void tell(void *context, const struct replay_difference *difference)
{
    const struct telling *telling = context;
    const struct session *session = telling->session;
    struct fields *row = add_row(telling->differences, difference->line, difference->statement);
    cleanup_buffer struct buffer text = {0};

    fields_text(row, "was", difference->was);
    fields_text(row, "now", difference->now);
    if (difference->because.length)
        fields_text(row, "because", difference->because);
    if (!is_read(session))
        return;
    buffer_printf(&text, "line %u: ", difference->line);
    buffer_append(&text, difference->statement);
    append_indented(&text, "was:", difference->was, count_passed(difference));
    append_indented(&text, "now:", difference->now, count_passed(difference));
    if (difference->because.length)
        append_indented(&text, "because", difference->because, 0);
    session->output.prose(session->output.context, buffer_span(&text));
}

/* Where the log ends too early. */
static const struct {
    const char *kind, *where, *part, *says;
} cuts[] = {
    [REPLAY_CUT_STATEMENT] = {"statement", "inside of", "statement",
                              "{statements} statements, and their replies are the same as far as "
                              "the log goes: it ends inside of line {cut_line}'s statement, which "
                              "is not run"},
    [REPLAY_CUT_REPLY] = {"reply", "inside of", "reply",
                          "{statements} statements, and their replies are the same as far "
                          "as the log goes: it ends inside of line {cut_line}'s reply, "
                          "which is not compared"},
    [REPLAY_CUT_UNANSWERED] = {"unanswered", "behind", "statement",
                               "{statements} statements, and their replies are the same as far as "
                               "the log goes: it ends behind line {cut_line}'s statement, which is "
                               "not run, for it may have waited for ever"},
};

static void tell_cut(const struct replay *replay, struct reply *reply)
{
    fields_text(&reply->fields, "cut", span_of(cuts[replay->cut].kind));
    fields_integer(&reply->fields, "cut_line", replay->cut_line);
    reply->says = cuts[replay->cut].says;
}

static bool fail_different(const struct replay *replay, struct error *error)
{
    *error = (struct error){0};
    error_set(error, ERROR_MISMATCH, "%u of %u replies differ", replay->different,
              replay->statements);
    return replay->cut == REPLAY_WHOLE
               ? false
               : error_hint(error, "the log ends %s line %u's %s", cuts[replay->cut].where,
                            replay->cut_line, cuts[replay->cut].part);
}

static bool run_replay(struct request *request, struct reply *reply, struct error *error)
{
    struct telling telling = {.session = request->session,
                              .differences = fields_list(&reply->fields, "differences"),
                              .interrupted = fields_list(&reply->fields, "interrupted")};
    struct replay replay = {
        .tell = tell, .tell_interrupted = tell_interrupted, .context = &telling};
    const char *path = argument_path(request_argument(request, "FILE"), error);
    bool done = path && replay_run(request->session, path, &replay, error);

    fields_integer(&reply->fields, "statements", replay.statements);
    fields_integer(&reply->fields, "different", replay.different);
    if (replay.cut != REPLAY_WHOLE)
        tell_cut(&replay, reply);
    return done && (replay.different == 0 || fail_different(&replay, error));
}

static const struct parameter replay_parameters[] = {
    {"FILE", PARAMETER_WORD, REQUIRED, "a transcript that `log` has written",
     .completes = COMPLETES_FILE},
    PARAMETERS_END,
};

static const struct example replay_examples[] = {
    {"log mine.log; let a 1; log off; replay mine.log", "the same again"},
    {""},
};

static const struct command_error replay_errors[] = {
    {ERROR_MISMATCH, 0, "replies differ from those in the log"},
    {ERROR_FILE, 0, "FILE can't be read, or `log` hasn't written it"},
    {ERROR_INTERRUPTED, 0, "Ctrl-C: the statements before have run"},
    {0},
};

static const struct command_export replay_exported = {.write = export_replay};

const struct command replay_command = {
    .name = "replay",
    .group = GROUP_SEEING,
    .summary = "run the statements of a log again, and tell where replies differ",
    .details =
        "A session by hand becomes a test of a server: `socksh --replay FILE` ends with status 1 "
        "where a reply differs. What the kernel chooses (ports, names of Unix sockets, numbers of "
        "processes, cookies) may be another, wherever it stands, as long as it stands for the same "
        "throughout; where it doesn't, that is told. A port or such a name that was read in a "
        "reply "
        "and typed is the one that stands there now. So may numbers of descriptors, the time a "
        "packet came, how far a peer "
        "has answered a FIN by now and where in a line an error points to may differ. What only "
        "looks (info, options, sockets, trace, help) is run "
        "and not compared; `log`, `quit`, and a `lesson` or `history N` whose statements follow in "
        "the log are left out "
        "(the handles that the lesson closed at its end are closed), "
        "and so is what Ctrl-C has left, which is told: it might wait for ever. Where a full disk "
        "has cut the log, its last reply is compared as far as it goes, and that is told; a "
        "statement that "
        "a killed session has left without any reply is not run, which is told as well.",
    .parameters = replay_parameters,
    .examples = replay_examples,
    .c_call = "",
    .python_call = "",
    .kernel = "What its statements do.",
    .errors = replay_errors,
    .exported = &replay_exported,
    .says = "{statements} statements, and their replies are the same",
    .value = "different",
    .run = run_replay,
};
