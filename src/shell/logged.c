#include "logged.h"

#include "lang/parse.h"
#include "shell/log.h"
#include "shell/session.h"

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

static struct line take_line(struct logged *logged)
{
    logged->line++;
    return read_line(take(&logged->text));
}

static bool is_time(struct span line)
{
    return line.length > 28 && line.data[4] == '-' && line.data[10] == 'T' && line.data[26] == 'Z';
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

/* Whether a line begins what stands behind a statement's replies. */
static bool is_next(struct line line)
{
    return line.mark == '>' || line.mark == '=';
}

/* Of half a line only this is of use: where it begins another statement, the one before was whole. */
bool logged_start(struct span text, const char *path, struct logged *ret_logged,
                  struct error *error)
{
    struct span half = half_line(text);
    struct span lines = {text.data, text.length - half.length};
    bool begins_another = is_next(read_line(half));

    if (!check_form(text, path, error))
        return false;
    *ret_logged = (struct logged){
        .text = lines,
        .line = 1,
        .ends = begins_another || last_mark(lines) == '#',
        .half_follows = begins_another,
    };
    return true;
}

static void append_line(struct buffer *out, struct span text)
{
    buffer_append(out, text);
    buffer_append_byte(out, '\n');
}

/* The further lines of a statement, which stand right behind its first. */
static void take_statement(struct logged *logged, struct buffer *statement)
{
    for (struct logged rest = *logged; rest.text.length; *logged = rest) {
        struct line line = take_line(&rest);
        if (line.mark != '.')
            return;
        append_line(statement, line.text);
    }
}

static bool is_caret(struct line line)
{
    size_t blanks = 0;

    while (blanks < line.text.length && line.text.data[blanks] == ' ')
        blanks++;
    return line.mark == '!' && span_is(span_after(line.text, blanks), "^");
}

/* The words that an error is about, in the text they were typed in: the statement is run by itself. Where the log
 * is cut before the caret could come, the line may be that. */
static void pass_excerpt(struct logged *logged)
{
    struct logged rest = *logged;
    struct line text = take_line(&rest);
    bool lacks_caret = rest.text.length == 0 && !rest.ends;

    if (text.mark == '!' && span_starts(text.text, SPAN("  ")) &&
        (lacks_caret || is_caret(take_line(&rest))))
        *logged = rest;
}

/* Of an error whose first line that is; ERROR_NONE of any other line. */
static enum error_category category_of(struct span line)
{
    for (enum error_category category = ERROR_USAGE; category <= ERROR_INTERRUPTED; category++) {
        cleanup_buffer struct buffer start = {0};
        buffer_printf(&start, "error (%s)", error_kind(category)->name);
        if (span_starts(line, buffer_span(&start)))
            return category;
    }
    return ERROR_NONE;
}

static void take_error(struct logged *logged, struct span line, struct logged_entry *entry)
{
    enum error_category category = category_of(line);

    if (category == ERROR_NONE)
        return;
    entry->failed = category;
    entry->interrupted |= category == ERROR_INTERRUPTED;
    pass_excerpt(logged);
}

/* Its replies and errors, up to the next statement; what else stands there is passed over. */
static void take_replies(struct logged *logged, struct logged_entry *entry)
{
    for (struct logged rest = *logged; rest.text.length; *logged = rest) {
        struct line line = take_line(&rest);
        if (is_next(line))
            return;
        if (line.mark == ':' || line.mark == '!')
            append_line(&entry->replies, line.text);
        if (line.mark == ':')
            entry->failed = ERROR_NONE;
        if (line.mark == '!')
            take_error(&rest, line.text, entry);
    }
}

/* A statement is logged when all of it is there, or nothing more will come, which is an error that the log has. */
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

/* Whether a line says on what terms statements are run: they are kept. */
static bool take_terms(struct logged *logged, struct line line)
{
    if (line.mark != '=')
        return false;
    if (span_is(line.text, LOG_ABBREVIATES))
        logged->abbreviates = true;
    else if (span_is(line.text, LOG_GOES_ON))
        logged->goes_on = true;
    else if (span_is(line.text, LOG_STOPS))
        logged->goes_on = false;
    else
        return false;
    return true;
}

static struct logged_entry take_entry(struct logged *logged, struct line first)
{
    struct logged_entry entry = {
        .line = logged->line - 1,
        .goes_on = logged->goes_on,
        .abbreviates = logged->abbreviates,
        .by_itself = first.mark == '=',
    };

    append_line(&entry.statement, first.text);
    take_statement(logged, &entry.statement);
    take_replies(logged, &entry);
    entry.may_be_cut = logged->text.length == 0 && !logged->ends;
    return entry;
}

bool logged_next(struct logged *logged, struct logged_entry *ret_entry)
{
    while (logged->text.length) {
        struct line line = take_line(logged);
        if (take_terms(logged, line) || !is_next(line))
            continue;
        struct logged_entry entry = take_entry(logged, line);
        if (!entry.may_be_cut || !lacks_lines(buffer_span(&entry.statement))) {
            *ret_entry = entry;
            return true;
        }
        logged->cut_line = entry.line;
        logged_entry_free(&entry);
    }
    if (logged->half_follows)
        logged->cut_line = logged->line;
    return false;
}

void logged_entry_free(struct logged_entry *entry)
{
    buffer_free(&entry->statement);
    buffer_free(&entry->replies);
}
