/* Which statements of the session an export has. */
#include "export.h"

#include "base/escape.h"
#include "base/memory.h"
#include "base/number.h"
#include "commands.h"
#include "journal/ends.h"
#include "journal/journal.h"
#include "net/address.h"
#include "scene.h"
#include "shell/fields.h"
#include "shell/request.h"
#include "shell/session.h"

#include <stdlib.h>

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

/* A mistyped statement shows nothing; a call that was refused does. */
static bool is_demonstration(const struct journal_statement *noted,
                             const struct statement *statement)
{
    bool has_block = statement->word_count && statement->words[statement->word_count - 1].block;

    switch ((enum error_category)noted->outcome) {
    case ERROR_ADDRESS:
    case ERROR_SERVICE: return true;
    case ERROR_SOCKET:
    case ERROR_TIMEOUT:
    case ERROR_CLOSED: return noted->end_event > noted->first_event;
    case ERROR_INTERRUPTED: return has_block; /* a loop that nothing else ends */
    default: return false;
    }
}

/* These tell of the tool or of what was: no program has a need of them. What looks at sockets a script has. */
static bool is_needed(const struct command *command, const struct statement *statement,
                      bool with_looks)
{
    bool only_tells = command->group == GROUP_SEEING || command == &help_command ||
                      command == &explain_command || command == &history_command;

    return command->exported || (!only_tells && (with_looks || statement->name.length));
}

static struct program *parse(struct span text)
{
    struct parse_rules rules = session_rules();
    struct program *program = NULL;
    struct error ignored;

    return parse_program(text, 1, &rules, &program, &ignored) == PARSE_DONE ? program : NULL;
}

static void add(struct steps *steps, const struct program *program,
                const struct statement *statement, const struct journal_statement *noted)
{
    steps->items = memory_resize(steps->items, (steps->count + 1) * sizeof(struct step));
    struct step *step = &steps->items[steps->count++];

    *step = (struct step){
        .program = program, .statement = statement, .outcome = (enum error_category)noted->outcome};
    memcpy(step->code, noted->code, sizeof(step->code));
}

static void add_noted(struct steps *steps, struct session *session,
                      const struct journal_statement *noted, struct span text, bool with_looks);

/* `history N` is what that entry says. */
static void add_entry(struct steps *steps, struct session *session,
                      const struct journal_statement *noted, const struct statement *statement,
                      bool with_looks)
{
    const struct history *history = &session->history;
    struct span word = scene_word(statement, 0);
    int64_t wanted;

    if (!number_integer(word, &wanted))
        return;
    for (size_t i = history->count ? history->count() : 0; i > 0; i--) {
        unsigned number = 0;
        const char *line = history->entry(i - 1, &number);
        if (!line || number != wanted)
            continue;
        if (!span_starts(span_of(line), SPAN("history")))
            add_noted(steps, session, noted, span_of(line), with_looks);
        return;
    }
    steps->forgotten++;
}

static void add_noted(struct steps *steps, struct session *session,
                      const struct journal_statement *noted, struct span text, bool with_looks)
{
    struct program *program = parse(text);

    if (!program)
        return;
    steps->programs =
        memory_resize(steps->programs, (steps->program_count + 1) * sizeof(*steps->programs));
    steps->programs[steps->program_count++] = program;
    for (const struct statement *s = program->body.first; s; s = s->next) {
        const struct command *command = step_command(session, s);
        if (command == &history_command)
            add_entry(steps, session, noted, s, with_looks);
        if (command && is_needed(command, s, with_looks) &&
            (!noted->outcome || is_demonstration(noted, s)))
            add(steps, program, s, noted);
    }
}

static void collect(struct session *session, struct steps *steps, bool with_looks)
{
    const struct journal *journal = session->network.journal;

    for (uint64_t i = 1; i < journal_next_statement(journal); i++) {
        const struct journal_statement *noted = journal_statement(journal, i);
        if (!noted || (noted->length && !journal_statement_text(journal, noted).length))
            steps->forgotten++;
        else /* also what still runs: a file or a loop that exports itself */
            add_noted(steps, session, noted, journal_statement_text(journal, noted), with_looks);
    }
}

/* ---- of some handles ---- */

/* Names that are wanted: handles, and the variables that their statements use. */
struct wanted {
    struct session *session;
    struct span names[256];
    size_t count;
    bool grew;
};

static bool is_wanted(const struct wanted *wanted, struct span name)
{
    for (size_t i = 0; name.length && i < wanted->count; i++)
        if (span_equal(wanted->names[i], name))
            return true;
    return false;
}

static void want(struct wanted *wanted, struct span name)
{
    if (is_wanted(wanted, name) || wanted->count == sizeof(wanted->names) / sizeof(struct span))
        return;
    wanted->names[wanted->count++] = name;
    wanted->grew = true;
}

static bool names_its_words(const struct command *command)
{
    for (const struct parameter *p = command->parameters; p && p->name; p++)
        if (p->type == PARAMETER_HANDLE || p->type == PARAMETER_NAME ||
            p->completes == COMPLETES_NAME)
            return true;
    return false;
}

/* Whether one of NAME,NAME,... is wanted. */
static bool list_is_wanted(const struct wanted *wanted, struct span list)
{
    while (list.length) {
        const char *comma = memchr(list.data, ',', list.length);
        size_t length = comma ? (size_t)(comma - list.data) : list.length;
        if (is_wanted(wanted, (struct span){list.data, length}))
            return true;
        list = span_after(list, length + 1);
    }
    return false;
}

static bool acts_on_wanted(struct wanted *wanted, struct scene *scene,
                           const struct statement *statement);

static bool block_acts(struct wanted *wanted, struct scene *scene, const struct block *block)
{
    bool acts = false;

    for (const struct statement *s = block->first; s; s = s->next)
        acts |= acts_on_wanted(wanted, scene, s);
    return acts;
}

static bool acts_on_wanted(struct wanted *wanted, struct scene *scene,
                           const struct statement *statement)
{
    const struct command *command = step_command(wanted->session, statement);
    bool acts = is_wanted(wanted, statement->name);

    if (!command)
        return false;
    acts |= is_wanted(wanted, scene_handle(scene, command, statement));
    for (size_t i = 0; i < statement->word_count; i++) {
        const struct word *word = &statement->words[i];
        if (word->block)
            acts |= block_acts(wanted, scene, word->block);
        else if (!word->pieces && (i == 0 || names_its_words(command)))
            acts |= names_its_words(command) && is_wanted(wanted, word->literal);
        for (const struct piece *p = word->pieces; p; p = p->next)
            if (p->statement)
                acts |= acts_on_wanted(wanted, scene, p->statement);
        if (i && !word->pieces && span_is(statement->words[i - 1].literal, "--into"))
            acts |= list_is_wanted(wanted, word->literal);
    }
    struct span from = scene_handle(scene, command, statement);
    scene_note(scene, command, statement);
    if (!is_wanted(wanted, scene->made))
        return acts;
    if (from.length) /* accept, dup: the handle it comes from */
        want(wanted, from);
    return true;
}

static void want_variables(struct wanted *wanted, const struct scene *scene,
                           const struct statement *statement)
{
    for (size_t i = 0; i < statement->word_count; i++) {
        const struct word *word = &statement->words[i];
        for (const struct statement *s = word->block ? word->block->first : NULL; s; s = s->next)
            want_variables(wanted, scene, s);
        for (const struct piece *p = word->pieces; p; p = p->next) {
            if (p->statement)
                want_variables(wanted, scene, p->statement);
            else if (p->kind == PIECE_VARIABLE && !p->field.length && !scene_find(scene, p->text))
                want(wanted, p->text);
        }
    }
}

static void choose(struct wanted *wanted, struct steps *steps)
{
    do {
        cleanup_scene struct scene scene = scene_start(wanted->session);
        wanted->grew = false;
        for (size_t i = 0; i < steps->count; i++) {
            struct step *step = &steps->items[i];
            step->chosen |= acts_on_wanted(wanted, &scene, step->statement);
            if (step->chosen)
                want_variables(wanted, &scene, step->statement);
        }
    } while (wanted->grew);
}

static bool check_handles(struct session *session, const struct steps *steps,
                          const struct argument *handles, struct error *error)
{
    cleanup_scene struct scene scene = scene_start(session);

    for (size_t i = 0; i < steps->count; i++)
        scene_note_deep(&scene, steps->items[i].statement);
    for (const struct argument *h = handles; h && h->given; h = h->more) {
        if (scene_find(&scene, h->text))
            continue;
        char shown[64];
        error_copy(shown, sizeof(shown), h->text);
        error_set(error, ERROR_NAME, "no statement that went well made a handle %s", shown);
        return error_at(error, h->place);
    }
    return true;
}

static void choose_all(struct steps *steps)
{
    for (size_t i = 0; i < steps->count; i++)
        steps->items[i].chosen = true;
    steps->chosen = steps->count;
}

static bool choose_handles(struct session *session, const struct argument *handles,
                           struct steps *steps, struct error *error)
{
    struct wanted wanted = {.session = session};

    if (!handles || !handles->given) {
        choose_all(steps);
        return true;
    }
    if (!check_handles(session, steps, handles, error))
        return false;
    for (const struct argument *h = handles; h && h->given; h = h->more)
        want(&wanted, h->text);
    choose(&wanted, steps);
    steps->of_some = true;
    for (size_t i = 0; i < steps->count; i++)
        steps->chosen += steps->items[i].chosen;
    return true;
}

bool steps_select(struct session *session, const struct argument *handles, bool with_looks,
                  struct steps *ret_steps, struct error *error)
{
    struct steps steps = {0};

    collect(session, &steps, with_looks);
    if (!choose_handles(session, handles, &steps, error)) {
        steps_free(&steps);
        return false;
    }
    if (steps.chosen == 0) {
        steps_free(&steps);
        error_set(error, ERROR_USAGE, "this session has nothing to export yet");
        return error_hint(error, "statements that went well are exported: `socket tcp` for one");
    }
    *ret_steps = steps;
    return true;
}

/* ---- what the languages share ---- */

void export_first_line(struct buffer *out, struct span source)
{
    const char *end = source.length ? memchr(source.data, '\n', source.length) : NULL;
    size_t length = end ? (size_t)(end - source.data) : source.length;

    escape_message(out, (struct span){source.data, length});
    buffer_append_text(out, end ? " ..." : "");
}

bool export_known_field(struct session *session, struct span handle, struct span field,
                        struct buffer *out)
{
    const struct journal *journal = session->network.journal;
    struct arena arena = {0};
    bool known = false;

    for (unsigned id = journal_next_socket(journal); id-- > 1 && !known;) {
        const struct journal_socket *socket = journal_socket(journal, id);
        if (!socket || !span_is(handle, socket->name))
            continue;
        struct fields fields = {.arena = &arena};
        const struct journal_end *ends[] = {&socket->local, &socket->peer};
        for (int i = 0; i < 2; i++) {
            struct address address = {.length = ends[i]->length};
            memcpy(&address.storage, ends[i]->bytes, ends[i]->length);
            fields_address(&fields, i ? "peer" : "local", &address);
        }
        const struct field *found = fields_at(&fields, field, &arena);
        known = found && found->type != FIELD_NULL;
        if (known)
            field_format(out, found);
    }
    arena_free(&arena);
    return known;
}
