#include "export/scene.h"

#include "commands.h"
#include "export/export.h"
#include "journal/journal.h"
#include "lang/parse.h"
#include "net/passed.h"
#include "shell/names.h"
#include "shell/session.h"

#include <stdio.h>

const char scene_unsure[] = "?";

struct scene scene_start(struct session *session)
{
    return (struct scene){.session = session};
}

void scene_free(struct scene *scene)
{
    HASH_CLEAR(hh, scene->by_name);
    arena_free(&scene->arena);
}

static struct scene_handle *find_any(const struct scene *scene, struct span name)
{
    struct scene_handle *handle;

    HASH_FIND(hh, scene->by_name, name.data, name.length, handle);
    return handle;
}

struct scene_handle *scene_find(const struct scene *scene, struct span name)
{
    struct scene_handle *handle = find_any(scene, name);

    return handle && !handle->outside ? handle : NULL;
}

bool scene_is_left_open(const struct scene_handle *handle)
{
    bool is_open = handle->closed == IS_OPEN || handle->closed == MAY_BE_UNMADE;

    return handle->name.length && is_open && !handle->outside;
}

bool scene_is_gone(const struct scene_handle *handle)
{
    return handle->closed == IS_UNMADE || handle->closed == IS_CLOSED;
}

void scene_set_current(struct scene *scene, struct span name)
{
    scene->current = name;
    scene->unsure = false;
}

void scene_forget(struct scene *scene, struct span name)
{
    struct scene_handle *handle = find_any(scene, name);

    if (span_equal(scene->current, name))
        scene->current = (struct span){0};
    if (!handle)
        return;
    HASH_DELETE(hh, scene->by_name, handle);
    handle->name = (struct span){0};
}

void scene_forget_since(struct scene *scene, const struct scene_handle *last)
{
    for (struct scene_handle *h = scene->handles; h != last; h = h->next)
        if (h->name.length)
            scene_forget(scene, h->name);
}

struct span scene_handle(const struct scene *scene, const struct command *command,
                         const struct statement *statement)
{
    const struct parameter *first = command->parameters;
    bool names_one = first && first->name[0] && first->type == PARAMETER_HANDLE;
    bool names_none = names_one && first->presence != REQUIRED && statement->word_count == 0;

    if (statement->handle.length)
        return statement->handle;
    return command->needs & COMMAND_HANDLE || names_none ? scene->current : (struct span){0};
}

struct span scene_word(const struct statement *statement, size_t index)
{
    for (size_t i = 0; i < statement->word_count; i++) {
        const struct word *word = &statement->words[i];
        if (word->bare && span_starts(word->literal, SPAN("--")))
            continue;
        if (index-- == 0)
            return word->pieces ? (struct span){0} : word->literal;
    }
    return (struct span){0};
}

static const struct socket_type *opened_type(const struct statement *statement)
{
    static const struct {
        const char *scheme, *type;
    } schemes[] = {{"tcp:", "tcp"}, {"udp:", "udp"}, {"unix:", "unix"}};
    const struct word *first = statement->words;
    struct span where = {0};

    if (statement->word_count)
        where = first->pieces ? first->pieces->text : first->literal;
    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
        if (span_starts(where, span_of(schemes[i].scheme)))
            return socket_type_find(span_of(schemes[i].type));
    return socket_type_find(SPAN("tcp"));
}

/* The first one behind that id that came from elsewhere; NULL for none. */
static const struct journal_socket *adopted_behind(const struct scene *scene, unsigned id)
{
    const struct journal *journal = scene->session->network.journal;
    const struct journal_socket *socket = journal_socket_behind(journal, id);

    while (socket && socket->origin != ORIGIN_ADOPTED)
        socket = journal_socket_behind(journal, socket->id);
    return socket;
}

static const struct socket_type *type_of(const struct journal_socket *socket)
{
    return socket ? socket_type_of(socket->family, socket->type, socket->protocol) : NULL;
}

/* As the kernel told when it came: by its name, else the first that the program doesn't know. */
static const struct socket_type *adopted_type(const struct scene *scene, struct span name)
{
    const struct journal_socket *socket = adopted_behind(scene, 0);

    while (socket &&
           !(name.length ? span_is(name, socket->name) : !find_any(scene, span_of(socket->name))))
        socket = adopted_behind(scene, socket->id);
    return type_of(socket);
}

const struct socket_type *scene_type(const struct scene *scene, const struct command *command,
                                     const struct statement *statement)
{
    const struct scene_handle *handle = find_any(scene, scene_handle(scene, command, statement));

    if (command == &socket_command || command == &server_command)
        return socket_type_find(scene_word(statement, 0));
    if (command == &pair_command)
        return socket_type_find(scene_word(statement, 2).length ? scene_word(statement, 2)
                                                                : SPAN("unix"));
    if (command == &open_command)
        return opened_type(statement);
    if (command == &accept_command || command == &dup_command)
        return handle ? handle->type : NULL;
    if (command == &adopt_command || command == &recvfd_command)
        return adopted_type(scene, statement->name);
    return NULL;
}

static struct scene_counter *counter_of(struct scene *scene, struct span stem)
{
    struct scene_counter *counter = scene->counters;

    while (counter && !span_equal(counter->stem, stem))
        counter = counter->next;
    if (!counter) {
        counter = arena_new(&scene->arena, sizeof(*counter));
        *counter = (struct scene_counter){.stem = stem, .next = scene->counters};
        scene->counters = counter;
    }
    return counter;
}

static bool is_taken(const struct scene *scene, struct span name)
{
    const struct scene_handle *handle = find_any(scene, name);

    return handle && !handle->was_none;
}

/* As names_fresh() gives them. */
static struct span fresh(struct scene *scene, struct span prefix)
{
    char room[64];
    struct span stem = names_stem(prefix);
    struct scene_counter *counter = counter_of(scene, stem);

    do
        snprintf(room, sizeof(room), "%.*s%u", SPAN_ARGS(stem), ++counter->given);
    while (is_taken(scene, span_of(room)));
    return arena_copy(&scene->arena, span_of(room));
}

static struct span name_of_new(struct scene *scene, const struct command *command,
                               const struct statement *statement, const struct socket_type *type)
{
    if (statement->name.length)
        return statement->name;
    if (command == &accept_command || command == &dup_command)
        return fresh(scene, scene_handle(scene, command, statement));
    if (command == &server_command)
        return fresh(scene, SPAN("srv"));
    return fresh(scene, type ? handle_prefix(type) : SPAN("handle"));
}

/* The one of that name is like that from here on. */
static void put(struct scene *scene, struct span name, struct scene_handle like)
{
    struct scene_handle *handle = find_any(scene, name);

    if (!handle) {
        handle = arena_new(&scene->arena, sizeof(*handle));
        handle->name = name;
        handle->next = scene->handles;
        scene->handles = handle;
        HASH_ADD_KEYPTR(hh, scene->by_name, name.data, name.length, handle);
    }
    like.name = handle->name; /* the hash has it, too */
    like.next = handle->next;
    like.hh = handle->hh;
    *handle = like;
}

static void add(struct scene *scene, struct span name, const struct socket_type *type,
                const char *ending)
{
    put(scene, name,
        (struct scene_handle){
            .type = type,
            .ending = ending,
            .timeout = "",
            .blocking = "on",
            .outside = scene->outside,
            .made_by = scene->noted,
        });
    scene->made = name;
    scene_set_current(scene, name);
}

/* Words that never ran may be no names. */
static void add_word(struct scene *scene, struct span name, const struct socket_type *type)
{
    if (parse_is_name(name))
        add(scene, name, type, "\r\n");
}

static void close_one(struct scene *scene, struct span name)
{
    struct scene_handle *handle = find_any(scene, name);

    if (handle)
        handle->closed = IS_CLOSED;
    if (span_equal(scene->current, name))
        scene->current = (struct span){0};
}

static void close_named(struct scene *scene, const struct statement *statement)
{
    struct span name = scene_word(statement, 0);

    if (!name.length)
        close_one(scene, statement->handle.length ? statement->handle : scene->current);
    for (size_t i = 1; name.length; name = scene_word(statement, i++))
        close_one(scene, name);
}

static void rename_one(struct scene *scene, const struct statement *statement)
{
    struct scene_handle *handle = find_any(scene, scene_word(statement, 0));
    struct span name = scene_word(statement, 1);

    if (!handle || !parse_is_name(name))
        return;
    struct scene_handle renamed = *handle;
    handle->closed = IS_CLOSED;
    put(scene, name, renamed);
    if (span_equal(scene->current, handle->name))
        scene->current = name;
}

/* ---- all that LISTEN_FDS passes ---- */

bool scene_adopts_passed(const struct command *command, const struct statement *statement)
{
    return command == &adopt_command && statement->word_count == 0;
}

struct scene_handle *scene_passed(const struct scene *scene, int fd)
{
    struct scene_handle *handle = scene->handles;

    while (handle && (handle->passed != fd || handle->made_by != scene->noted))
        handle = handle->next;
    return handle;
}

/* What adopt made of it, the first that was adopted at this number; NULL where it was refused. */
static const struct socket_type *passed_type(const struct scene *scene, int fd)
{
    const struct journal_socket *socket = adopted_behind(scene, 0);

    while (socket && socket->fd != fd)
        socket = adopted_behind(scene, socket->id);
    return type_of(socket);
}

static bool is_free(const struct scene *scene, struct span name)
{
    const struct scene_handle *handle = find_any(scene, name);

    return parse_is_name(name) && (!handle || handle->closed);
}

/* By the names that adopt gives them. */
static void add_passed(struct scene *scene, const struct statement *statement)
{
    for (int fd = PASSED_FIRST; fd < PASSED_FIRST + passed_count(); fd++) {
        const struct socket_type *type = passed_type(scene, fd);
        struct span name = passed_name(fd);
        if (!type)
            continue;
        if (is_free(scene, statement->name))
            name = statement->name;
        else if (!is_free(scene, name))
            name = fresh(scene, handle_prefix(type));
        add(scene, name, type, "\r\n");
        find_any(scene, name)->passed = fd;
    }
}

void scene_note(struct scene *scene, const struct command *command,
                const struct statement *statement)
{
    scene->made = (struct span){0};
    scene->noted++;
    if (command == &close_command) {
        close_named(scene, statement);
    } else if (command == &use_command) {
        scene_set_current(scene, scene_word(statement, 0));
    } else if (command == &rename_command) {
        rename_one(scene, statement);
    } else if (command == &pair_command) {
        add_word(scene, scene_word(statement, 1), scene_type(scene, command, statement));
        add_word(scene, scene_word(statement, 0), scene_type(scene, command, statement));
    } else if (scene_adopts_passed(command, statement)) {
        add_passed(scene, statement);
    } else if (command->needs & COMMAND_MAKES_HANDLE) {
        const struct socket_type *type = scene_type(scene, command, statement);
        const struct scene_handle *from = find_any(scene, scene_handle(scene, command, statement));
        add(scene, name_of_new(scene, command, statement, type), type,
            from ? from->ending : "\r\n");
    }
}

void scene_note_deep(struct scene *scene, const struct statement *statement)
{
    const struct command *command = step_command(scene->session, statement);

    if (!command)
        return;
    for (size_t i = 0; i < statement->word_count; i++)
        for (const struct statement *s =
                 statement->words[i].block ? statement->words[i].block->first : NULL;
             s; s = s->next)
            scene_note_deep(scene, s);
    scene_note(scene, command, statement);
}

void scene_note_outside(struct scene *scene, const struct statement *statement)
{
    scene->outside = true;
    scene_note_deep(scene, statement);
    scene->outside = false;
}
