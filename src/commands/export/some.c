/* An export of some handles: which statements that takes, and what is known of the others. */
#include "export/export.h"

#include "base/memory.h"
#include "commands.h"
#include "export/lookout.h"
#include "export/scene.h"
#include "journal/journal.h"
#include "net/address.h"
#include "shell/fields.h"
#include "shell/request.h"
#include "shell/session.h"

#include <stdlib.h>

/* Names that are wanted: handles, and the variables that their statements use. */
struct wanted {
    struct session *session;
    struct span *names;
    size_t count;
    struct span *passing; /* which have passed a socket so far */
    size_t passing_count;
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
    if (!name.length || is_wanted(wanted, name))
        return;
    wanted->names = memory_grow(wanted->names, wanted->count, sizeof(*wanted->names));
    wanted->names[wanted->count++] = name;
    wanted->grew = true;
}

static bool names_its_words(const struct command *command)
{
    for (const struct parameter *p = command->parameters; p && p->name[0]; p++)
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

/* What is asked inside of $(...) takes the handles that are asked. */
static void want_asked(struct wanted *wanted, const struct scene *scene,
                       const struct statement *statement)
{
    for (size_t i = 0; i < statement->word_count; i++)
        for (const struct piece *p = statement->words[i].pieces; p; p = p->next) {
            const struct command *command =
                p->statement ? step_command(wanted->session, p->statement) : NULL;
            if (!command)
                continue;
            want(wanted, scene_handle(scene, command, p->statement));
            want_asked(wanted, scene, p->statement);
        }
}

/* Of several that one statement makes, too. */
static bool makes_wanted(const struct wanted *wanted, const struct scene *scene)
{
    bool makes = is_wanted(wanted, scene->made);

    for (const struct scene_handle *h = scene->handles; h && !makes; h = h->next)
        makes = h->passed && h->made_by == scene->noted && is_wanted(wanted, h->name);
    return makes;
}

/* What is passed must be there, and what comes out of `recvfd` somebody has passed: where several handles did, it
 * may be any of them. */
static void want_passed(struct wanted *wanted, const struct command *command, struct span handle,
                        const struct statement *statement, bool is_wanted)
{
    if (command == &sendfd_command) {
        wanted->passing =
            memory_grow(wanted->passing, wanted->passing_count, sizeof(*wanted->passing));
        wanted->passing[wanted->passing_count++] = handle;
        if (is_wanted)
            want(wanted, scene_word(statement, 0));
    }
    for (size_t i = 0; command == &recvfd_command && is_wanted && i < wanted->passing_count; i++)
        want(wanted, wanted->passing[i]);
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
    if (acts)
        want_asked(wanted, scene, statement);
    struct span from = scene_handle(scene, command, statement);
    scene_note(scene, command, statement);
    bool makes = makes_wanted(wanted, scene);
    if (makes ||
        is_wanted(wanted, statement->name)) /* accept, dup, x = c.recv: what it comes from */
        want(wanted, from);
    want_passed(wanted, command, from, statement, acts || makes);
    return acts || makes;
}

/* What was one may be a variable now. */
static bool is_open_handle(const struct scene *scene, struct span name)
{
    const struct scene_handle *handle = scene_find(scene, name);

    return handle && !handle->closed;
}

static void want_variables(struct wanted *wanted, const struct scene *scene,
                           const struct statement *statement)
{
    if (statement->handle.length &&
        !is_wanted(wanted, statement->handle)) /* left out of its block */
        return;
    for (size_t i = 0; i < statement->word_count; i++) {
        const struct word *word = &statement->words[i];
        for (const struct statement *s = word->block ? word->block->first : NULL; s; s = s->next)
            want_variables(wanted, scene, s);
        for (const struct piece *p = word->pieces; p; p = p->next) {
            if (p->statement)
                want_variables(wanted, scene, p->statement);
            else if (p->kind == PIECE_VARIABLE && !p->field.length &&
                     !is_open_handle(scene, p->text))
                want(wanted, p->text);
        }
    }
}

static void choose(struct wanted *wanted, struct steps *steps)
{
    do {
        cleanup_scene struct scene scene = scene_start(wanted->session);
        wanted->grew = false;
        wanted->passing_count = 0;
        for (size_t i = 0; i < steps->count && lookout_goes_on(steps->lookout); i++) {
            struct step *step = &steps->items[i];
            scene_begin_step(&scene);
            bool acts = acts_on_wanted(wanted, &scene, step->statement);
            step->chosen |= acts && !step->only_writes;
            if (step->chosen)
                want_variables(wanted, &scene, step->statement);
            scene_end_step(&scene, step->number);
        }
    } while (wanted->grew && lookout_goes_on(steps->lookout));
}

static bool check_handles(struct session *session, const struct steps *steps,
                          const struct argument *handles, struct error *error)
{
    cleanup_scene struct scene scene = scene_start(session);

    for (size_t i = 0; i < steps->count; i++) {
        scene_begin_step(&scene);
        scene_note_deep(&scene, steps->items[i].statement);
        scene_end_step(&scene, steps->items[i].number);
    }
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
    for (size_t i = 0; i < steps->count; i++) {
        steps->items[i].chosen = !steps->items[i].only_writes;
        steps->chosen += steps->items[i].chosen;
    }
}

bool steps_choose(struct session *session, const struct argument *handles, struct steps *steps,
                  struct error *error)
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
    free(wanted.names);
    free(wanted.passing);
    steps->of_some = true;
    for (size_t i = 0; i < steps->count; i++)
        steps->chosen += steps->items[i].chosen;
    return true;
}

bool export_known_field(struct session *session, struct span handle, struct span field,
                        struct buffer *out)
{
    const struct journal *journal = session->network.journal;
    struct arena arena = {0};
    bool known = false;

    const struct journal_socket *socket = journal_socket_before(journal, JOURNAL_NEWEST);
    for (; socket && !known; socket = journal_socket_before(journal, socket->id)) {
        if (!span_is(handle, socket->name))
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
