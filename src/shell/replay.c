#include "shell/replay.h"

#include "lang/parse.h"
#include "shell/script.h"
#include "shell/session.h"

#include <ctype.h>

/* ip(7): from here on the kernel chooses ports by itself. */
enum { FIRST_FREE_PORT = 32768 };

/* A line of a log: "TIME MARK TEXT". */
struct line {
    char mark;
    struct span text;
};

static struct span take(struct span *text)
{
    const char *feed = memchr(text->data, '\n', text->length);
    size_t length = feed ? (size_t)(feed - text->data) : text->length;
    struct span line = {text->data, length};

    *text = span_after(*text, length + (feed != NULL));
    return line;
}

/* Lines of data have a handle where the mark would be, and no mark. */
static struct line read_line(struct span text)
{
    const char *blank = text.length ? memchr(text.data, ' ', text.length) : NULL;
    struct span rest = blank ? span_after(text, (size_t)(blank - text.data) + 1) : SPAN("");

    if (rest.length < 2 || rest.data[1] != ' ')
        return (struct line){.mark = rest.length == 1 ? rest.data[0] : ' '};
    return (struct line){rest.data[0], span_after(rest, 2)};
}

static bool is_time(struct span line)
{
    return line.length > 28 && line.data[4] == '-' && line.data[10] == 'T' && line.data[26] == 'Z';
}

static size_t digits(struct span text)
{
    size_t count = 0;

    while (count < text.length && isdigit((unsigned char)text.data[count]))
        count++;
    return count;
}

static unsigned long value(struct span number)
{
    unsigned long value = 0;

    for (size_t i = 0; i < number.length && i < 9; i++)
        value = value * 10 + (unsigned long)(number.data[i] - '0');
    return value;
}

static bool ends_with(const struct buffer *out, const char *end)
{
    size_t length = strlen(end);

    return out->length >= length && memcmp(out->data + out->length - length, end, length) == 0;
}

void replay_normalise(struct buffer *out, struct span text)
{
    while (text.length) {
        size_t count = digits(text);
        struct span number = {text.data, count};
        bool behind_number = out->length && isdigit((unsigned char)out->data[out->length - 1]);

        if (count && !behind_number && ends_with(out, ":") && value(number) >= FIRST_FREE_PORT &&
            value(number) < 65536)
            buffer_append_text(out, "PORT");
        else if (count && ends_with(out, "fd "))
            buffer_append_byte(out, 'N');
        else
            buffer_append(out, count ? number : (struct span){text.data, count = 1});
        text = span_after(text, count);
    }
}

/* A replay under way, and what its statements are shown with meanwhile. */
struct rerun {
    struct session *session;
    struct replay *replay;
    const char *path;
    struct output outside;
    struct buffer now;
    bool may_be_cut; /* what the log has of the statement's reply */
};

static bool collect(void *context, const struct outcome *outcome)
{
    struct rerun *rerun = context;
    struct outcome whole = *outcome;

    whole.display_limit = UINT64_MAX;
    whole.data_taken = false;
    rerun->outside.text(&rerun->now, &whole);
    return true;
}

static void show_status(void *context, struct span text)
{
    const struct rerun *rerun = context;

    rerun->outside.status(rerun->outside.context, text);
}

/* The session's output while a statement runs. */
static struct output inside(struct rerun *rerun)
{
    return (struct output){
        .context = rerun,
        .show = collect,
        .status = rerun->outside.status ? show_status : NULL,
        .text = rerun->outside.text,
    };
}

static const struct command *command_of(struct session *session, struct span statement)
{
    struct program *program = session_parse(statement);
    struct error ignored;
    const struct command *command = NULL;

    if (program && program->body.first)
        command = command_find(session->commands, program->body.first->command, true, &ignored);
    program_free(program);
    return command;
}

/* The log's own beginning and end, and the session's. */
static bool is_left_out(const struct command *command)
{
    return command && (strcmp(command->name, "log") == 0 || strcmp(command->name, "quit") == 0);
}

static bool only_looks(const struct command *command)
{
    return command && (command->group == GROUP_LOOKING || command->group == GROUP_SEEING ||
                       (command->needs & COMMAND_PAGES));
}

static void note_cut(struct replay *replay, enum replay_cut cut, unsigned line)
{
    replay->cut = cut;
    replay->cut_line = line;
}

static void compare(struct rerun *rerun, struct replay_difference *difference)
{
    cleanup_buffer struct buffer was = {0};
    cleanup_buffer struct buffer now = {0};

    replay_normalise(&was, difference->was);
    replay_normalise(&now, buffer_span(&rerun->now));
    if (span_equal(buffer_span(&was), buffer_span(&now)))
        return;
    if (rerun->may_be_cut && span_starts(buffer_span(&now), buffer_span(&was))) {
        note_cut(rerun->replay, REPLAY_CUT_REPLY, difference->line);
        return;
    }
    difference->now = buffer_span(&rerun->now);
    rerun->replay->different++;
    rerun->replay->tell(rerun->replay->context, difference);
}

/* False when Ctrl-C ended it. */
static bool run_statement(struct rerun *rerun, struct replay_difference *difference,
                          struct error *error)
{
    struct session *session = rerun->session;
    const struct command *command = command_of(session, difference->statement);

    if (is_left_out(command))
        return true;
    session->output = inside(rerun);
    *error = (struct error){0};
    buffer_clear(&rerun->now);
    bool done =
        script_run_part(session, difference->statement, difference->line, rerun->path, error);
    if (!done)
        session_report(session, error);
    session->output = rerun->outside;
    rerun->replay->statements++;
    if (!done && error->category == ERROR_INTERRUPTED) {
        error->reported = false; /* where nobody sees it */
        return false;
    }
    if (!only_looks(command) && !session->quitting)
        compare(rerun, difference);
    return true;
}

/* The further lines of a statement, which stand right behind its first. */
static void take_statement(struct span *text, struct buffer *statement, unsigned *line)
{
    for (struct span rest = *text; rest.length; *text = rest, (*line)++) {
        struct line next = read_line(take(&rest));
        if (next.mark != '.')
            return;
        buffer_append(statement, next.text);
        buffer_append_byte(statement, '\n');
    }
}

/* Its replies and errors, up to the next statement; what else stands there is passed over. */
static void take_replies(struct span *text, struct buffer *replies, unsigned *line)
{
    for (struct span rest = *text; rest.length; *text = rest, (*line)++) {
        struct line next = read_line(take(&rest));
        if (next.mark == '>')
            return;
        if (next.mark != ':' && next.mark != '!')
            continue;
        buffer_append(replies, next.text);
        buffer_append_byte(replies, '\n');
    }
}

static bool check_form(struct span text, const char *path, struct error *error)
{
    struct span rest = text;

    if (is_time(take(&rest)))
        return true;
    error_set(error, ERROR_FILE, "%s is no log", path);
    return error_hint(error, "`log FILE` begins to write one");
}

/* What stands behind the last whole line. */
static struct span half_line(struct span text)
{
    const char *end = text.length ? memrchr(text.data, '\n', text.length) : NULL;

    return end ? span_after(text, (size_t)(end - text.data) + 1) : text;
}

static char last_mark(struct span text)
{
    struct span lines = {text.data, text.length ? text.length - 1 : 0};

    return read_line(half_line(lines)).mark;
}

/* A log that is read, statement by statement. */
struct reading {
    struct span text; /* whole lines that were not read yet */
    unsigned line;    /* of its beginning */
    bool ends;        /* the last reply is whole, as far as the log tells */
    bool half_follows;
    unsigned cut_line; /* of a statement that isn't all there; 0 before that is met, or for none */
};

/* Of half a line only this is of use: where it begins another statement, the one before was whole. */
static struct reading read_log(struct span log)
{
    struct span half = half_line(log);
    struct span text = {log.data, log.length - half.length};
    bool begins_another = read_line(half).mark == '>';

    return (struct reading){
        .text = text,
        .line = 1,
        .ends = begins_another || last_mark(text) == '#',
        .half_follows = begins_another,
    };
}

/* Whether the reply of the statement that was read last may go on. */
static bool may_be_cut(const struct reading *reading)
{
    return reading->text.length == 0 && !reading->ends;
}

/* No statement is logged before all of it was there. */
static bool lacks_lines(struct span statement)
{
    struct parse_rules rules = session_rules();
    struct program *program;
    struct error ignored;
    enum parse_outcome outcome = parse_program(statement, 1, &rules, &program, &ignored);

    if (outcome == PARSE_DONE)
        program_free(program);
    return outcome == PARSE_INCOMPLETE;
}

/* The next statement of a log, its replies, and its line; false at the end, or where the log is cut. */
static bool take_entry(struct reading *reading, struct buffer *statement, struct buffer *replies,
                       unsigned *ret_line)
{
    while (reading->text.length) {
        struct line first = read_line(take(&reading->text));
        *ret_line = reading->line++;
        if (first.mark != '>')
            continue;
        buffer_append(statement, first.text);
        buffer_append_byte(statement, '\n');
        take_statement(&reading->text, statement, &reading->line);
        take_replies(&reading->text, replies, &reading->line);
        if (!may_be_cut(reading) || !lacks_lines(buffer_span(statement)))
            return true;
        reading->cut_line = *ret_line;
    }
    if (reading->half_follows)
        reading->cut_line = reading->line;
    return false;
}

static bool run_log(struct rerun *rerun, struct span log, struct error *error)
{
    struct reading reading = read_log(log);

    while (!rerun->session->quitting) {
        cleanup_buffer struct buffer statement = {0};
        cleanup_buffer struct buffer was = {0};
        struct replay_difference difference;
        if (!take_entry(&reading, &statement, &was, &difference.line))
            break;
        difference.statement = buffer_span(&statement);
        difference.was = buffer_span(&was);
        rerun->may_be_cut = may_be_cut(&reading);
        if (!run_statement(rerun, &difference, error))
            return false;
    }
    if (reading.cut_line)
        note_cut(rerun->replay, REPLAY_CUT_STATEMENT, reading.cut_line);
    return true;
}

bool replay_run(struct session *session, const char *path, struct replay *replay,
                struct error *error)
{
    cleanup_buffer struct buffer text = {0};
    struct rerun rerun = {
        .session = session, .replay = replay, .path = path, .outside = session->output};

    if (!script_read_file(session, path, &text, error) ||
        !check_form(buffer_span(&text), path, error))
        return false;
    bool done = run_log(&rerun, buffer_span(&text), error);
    buffer_free(&rerun.now);
    return done;
}

/* "error (timeout): ...": whether the peer or the kernel had a part in it, not only who typed. */
static bool is_of_the_kernel(struct span error)
{
    static const enum error_category categories[] = {ERROR_SOCKET, ERROR_TIMEOUT, ERROR_CLOSED,
                                                     ERROR_ADDRESS, ERROR_SERVICE};

    for (size_t i = 0; i < sizeof(categories) / sizeof(categories[0]); i++)
        if (span_starts(error, span_of(error_kind(categories[i])->name)))
            return true;
    return false;
}

bool replay_statements(struct session *session, const char *path, struct buffer *out,
                       struct error *error)
{
    static const char failed[] = "error (";
    cleanup_buffer struct buffer log = {0};
    unsigned line;

    if (!script_read_file(session, path, &log, error) ||
        !check_form(buffer_span(&log), path, error))
        return false;
    for (struct reading reading = read_log(buffer_span(&log));;) {
        cleanup_buffer struct buffer statement = {0};
        cleanup_buffer struct buffer replies = {0};
        if (!take_entry(&reading, &statement, &replies, &line))
            return true;
        struct span reply = buffer_span(&replies);
        bool fails = span_starts(reply, SPAN(failed));
        if (is_left_out(command_of(session, buffer_span(&statement))) ||
            (fails && !is_of_the_kernel(span_after(reply, strlen(failed)))))
            continue;
        buffer_append_text(out, fails ? "try {\n" : "");
        buffer_append(out, buffer_span(&statement));
        buffer_append_text(out, fails ? "}\n" : "");
    }
}
