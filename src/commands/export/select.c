/* Which statements of the session an export has. */
#include "export/export.h"

#include "base/escape.h"
#include "base/memory.h"
#include "base/number.h"
#include "commands.h"
#include "export/lookout.h"
#include "export/scene.h"
#include "export/typed_port.h"
#include "journal/journal.h"
#include "journal/trace.h"
#include "shell/request.h"
#include "shell/session.h"

#include <stdlib.h>

enum {
    ENTRIES = 16,  /* of the history, inside one another */
    TAKEN = 10000, /* of them altogether */
};

void steps_free(struct steps *steps)
{
    for (size_t i = 0; i < steps->program_count; i++)
        program_free(steps->programs[i]);
    free(steps->programs);
    free(steps->items);
    *steps = (struct steps){0};
}

const struct command *step_command(const struct session *session, const struct statement *statement)
{
    struct error ignored;

    return command_find(session->commands, statement->command, true, &ignored);
}

/* A call that only asks changes nothing, nor does one on a socket that is no handle's: options are compared with a
 * new one's. What is forgotten may have. */
static bool may_have_changed(const struct journal *journal, uint64_t statement, uint64_t number)
{
    const struct journal_event *event = journal_event(journal, number);

    if (!event)
        return true;
    if (event->kind != JOURNAL_CALL || event->statement != statement || trace_only_asks(event))
        return false;
    const struct journal_socket *socket = journal_socket(journal, event->socket);
    return !socket || socket->name[0];
}

/* Whether a statement has done more than ask, for an address that stands in it, say. */
static bool has_acted(const struct journal *journal, const struct journal_statement *noted)
{
    uint64_t number = noted->first_event;

    while (number < noted->end_event && !may_have_changed(journal, noted->number, number))
        number++;
    return number < noted->end_event;
}

/* A mistyped statement shows nothing; a call that was refused does, and so does one that went well before the mistake. */
static bool is_demonstration(const struct journal *journal, const struct journal_statement *noted,
                             const struct command *command, const struct statement *statement)
{
    bool has_block = statement->word_count && statement->words[statement->word_count - 1].block;
    bool has_called = noted->end_event > noted->first_event;

    switch ((enum error_category)noted->outcome) {
    case ERROR_ADDRESS:
    case ERROR_SERVICE: return true;
    case ERROR_USAGE:
    case ERROR_NAME: return has_acted(journal, noted);
    case ERROR_INTERRUPTED: return has_block; /* a loop that nothing else ends */
    case ERROR_MISMATCH: return command == &replay_command || has_called; /* all of it has run */
    default: return has_called;
    }
}

bool command_only_tells(const struct command *command)
{
    return command->group == GROUP_SEEING || command == &help_command ||
           command == &explain_command;
}

static bool writes_file(const struct statement *statement)
{
    struct span path = statement->output_file ? statement->output_file->literal : (struct span){0};
    bool is_file = statement->output == OUTPUT_FILE || statement->output == OUTPUT_APPEND;

    return is_file && !span_is(path, "-") && !span_starts(path, SPAN("/dev/"));
}

/* These tell of the tool or of what was: no program has a need of them. What looks at sockets a script has. */
static bool is_needed(const struct session *session, const struct command *command,
                      const struct statement *statement, bool with_looks)
{
    bool tells = command_only_tells(command);
    bool writes = writes_file(statement) && (with_looks || !tells);

    if (command == &lesson_command) /* at a prompt its statements are typed one by one */
        return !session->history.count && scene_word(statement, 0).length;
    if (command == &export_command) /* which may be the one that runs */
        return false;
    return command->exported || statement->name.length || writes || (with_looks && !tells);
}

/* What is gone through; entries of the history stand inside one another. */
struct selection {
    struct session *session;
    struct steps *steps;
    bool with_looks;
    int64_t within[ENTRIES]; /* the numbers of those that are gone through now */
    unsigned entries, taken;
    bool is_rewritten;       /* what is gone through: it isn't as it was typed */
    const char *left_status; /* $? behind the last one that is left out */
};

static struct step *add(struct selection *selection, const struct program *program,
                        const struct statement *statement, const struct journal_statement *noted)
{
    struct steps *steps = selection->steps;

    steps->items = memory_grow(steps->items, steps->count, sizeof(*steps->items));
    struct step *step = &steps->items[steps->count++];

    *step = (struct step){
        .program = program,
        .statement = statement,
        .outcome = (enum error_category)noted->outcome,
        .left_status = selection->left_status,
        .noted = noted,
        .is_typed = selection->entries == 0 && !selection->is_rewritten,
        .went_on = noted->went_on,
    };
    selection->left_status = NULL;
    bool is_alone = program->body.first == statement && !statement->next;
    step->number = is_alone ? noted->number : 0;
    memcpy(step->code, noted->code, sizeof(step->code));
    return step;
}

static bool is_within(const struct selection *selection, int64_t number)
{
    for (unsigned i = 0; i < selection->entries; i++)
        if (selection->within[i] == number)
            return true;
    return false;
}

static void add_noted(struct selection *selection, const struct journal_statement *noted,
                      struct span text);

/* `history N` is what that entry says. It may be one that has changed since, or runs still: then it can stand in
 * itself. */
static void add_entry(struct selection *selection, const struct journal_statement *noted,
                      const struct statement *statement)
{
    struct span word = scene_word(statement, 0);
    int64_t wanted;
    const char *line;

    if (!number_integer(word, &wanted))
        return;
    if ((line = history_line(selection->session, wanted)) == NULL ||
        selection->entries == ENTRIES || selection->taken == TAKEN ||
        is_within(selection, wanted)) {
        selection->steps->forgotten++;
    } else if (!span_starts(span_of(line), SPAN("history"))) {
        selection->taken++;
        selection->within[selection->entries++] = wanted;
        add_noted(selection, noted, span_of(line));
        selection->entries--;
    }
}

static void add_noted(struct selection *selection, const struct journal_statement *noted,
                      struct span text)
{
    struct session *session = selection->session;
    const struct journal *journal = session->network.journal;
    struct steps *steps = selection->steps;
    struct program *program = session_parse(text);

    if (!program)
        return;
    steps->programs = memory_grow(steps->programs, steps->program_count, sizeof(*steps->programs));
    steps->programs[steps->program_count++] = program;
    for (const struct statement *s = program->body.first; s; s = s->next) {
        const struct command *command = step_command(session, s);
        if (!command || !is_needed(session, command, s, selection->with_looks) ||
            (noted->outcome && !is_demonstration(journal, noted, command, s))) {
            if (command &&
                (command_only_tells(command) || (s->output == OUTPUT_PIPE && !noted->outcome)))
                add(selection, program, s, noted)->only_writes = true;
            selection->left_status = error_kind((enum error_category)noted->outcome)->name;
            continue;
        }
        if (command == &history_command)
            add_entry(selection, noted, s);
        else
            add(selection, program, s, noted);
    }
}

/* What is gone from the journal while the loop turns counts as forgotten. */
static void collect(struct session *session, struct steps *steps, bool with_looks)
{
    const struct journal *journal = session->network.journal;
    struct selection selection = {.session = session, .steps = steps, .with_looks = with_looks};

    for (uint64_t i = 1; i < journal_next_statement(journal) && lookout_goes_on(steps->lookout);
         i++) {
        const struct journal_statement *noted = journal_statement(journal, i);
        struct span typed = noted ? journal_statement_text(journal, noted) : SPAN("");
        cleanup_buffer struct buffer text = {0};
        if (!noted || (noted->length && !typed.length)) {
            steps->forgotten++;
            continue;
        }
        /* Also what still runs: a file or a loop that exports itself. */
        typed_port_append(&text, journal, noted, typed);
        selection.is_rewritten = !span_equal(buffer_span(&text), typed);
        add_noted(&selection, noted, buffer_span(&text));
    }
}

bool steps_select(struct session *session, const struct argument *handles, bool with_looks,
                  struct lookout *lookout, struct steps *ret_steps, struct error *error)
{
    struct steps steps = {.lookout = lookout};

    collect(session, &steps, with_looks);
    bool done = lookout_check(lookout, error) && steps_choose(session, handles, &steps, error) &&
                lookout_check(lookout, error);
    if (!done) {
        steps_free(&steps);
        return false;
    }
    if (with_looks)
        steps_keep_rewritten(session, &steps);
    if (steps.chosen == 0) {
        steps_free(&steps);
        error_set(error, ERROR_USAGE, "this session has nothing to export yet");
        return error_hint(error, "statements that went well are exported: `socket tcp` for one");
    }
    *ret_steps = steps;
    return true;
}

/* ---- what the languages share ---- */

void export_forgotten(size_t forgotten, const char *opening, const char *closing,
                      struct buffer *out)
{
    if (forgotten)
        buffer_printf(out,
                      "%sNot exported: %zu statement%s, which the journal has forgotten "
                      "(`set journal` keeps more).%s\n",
                      opening, forgotten, forgotten > 1 ? "s" : "", closing);
}

void export_first_line(struct buffer *out, struct span source)
{
    const char *end = source.length ? memchr(source.data, '\n', source.length) : NULL;
    size_t length = end ? (size_t)(end - source.data) : source.length;

    escape_message(out, (struct span){source.data, length});
    buffer_append_text(out, end ? " ..." : "");
}
