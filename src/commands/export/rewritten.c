/* What only shows the session is no script's, but for what writes a file that the script reads behind it: without that
 * it would read the old one. */
#include "export/export.h"

#include "commands.h"
#include "export/paths.h"
#include "journal/journal.h"
#include "shell/command.h"

#include <uthash.h>

struct read_path {
    struct span path;
    UT_hash_handle hh;
};

/* What is read from some statement on. */
struct reading {
    const struct session *session;
    struct arena arena;
    struct read_path *paths;
    bool any, some; /* one whose path isn't known; one at all */
};

static void note_path(struct reading *reading, struct span path)
{
    struct read_path *found;

    HASH_FIND(hh, reading->paths, path.data, path.length, found);
    reading->some = true;
    if (found || !path.length)
        return;
    found = arena_new(&reading->arena, sizeof(*found));
    *found = (struct read_path){.path = path};
    HASH_ADD_KEYPTR(hh, reading->paths, found->path.data, found->path.length, found);
}

static void note_word(struct reading *reading, const struct word *word)
{
    if (word->pieces)
        reading->any = reading->some = true;
    else
        note_path(reading, path_bare(word->literal));
}

static void note_reads(struct reading *reading, const struct statement *statement)
{
    const struct command *command = step_command(reading->session, statement);
    bool runs_file =
        command == &source_command || command == &replay_command || command == &lesson_command;
    struct span rest = statement->shell, word;

    if (statement->input)
        note_word(reading, statement->input);
    while ((word = path_in_shell(&rest)).length)
        note_path(reading, word);
    for (size_t i = 0; i < statement->word_count; i++) {
        const struct word *one = &statement->words[i];
        if (runs_file)
            note_word(reading, one);
        for (const struct statement *s = one->block ? one->block->first : NULL; s; s = s->next)
            note_reads(reading, s);
        for (const struct piece *p = one->pieces; p; p = p->next)
            if (p->statement)
                note_reads(reading, p->statement);
    }
}

static bool is_read(const struct reading *reading, struct span path)
{
    struct read_path *found;

    HASH_FIND(hh, reading->paths, path.data, path.length, found);
    return found || reading->any;
}

static bool word_is_read(const struct reading *reading, const struct word *word)
{
    return word->pieces ? reading->some : is_read(reading, path_bare(word->literal));
}

/* Of what it says any word may be a file. */
static bool writes_read(const struct reading *reading, const struct statement *statement)
{
    bool writes = statement->output_file && word_is_read(reading, statement->output_file);
    struct span rest = statement->shell, word;

    while (!writes && (word = path_in_shell(&rest)).length)
        writes = is_read(reading, word);
    for (size_t i = 0; !writes && i < statement->word_count; i++)
        writes = word_is_read(reading, &statement->words[i]);
    return writes;
}

/* Commands of which the script has all that do something: `log FILE` goes on up to `log off`. */
struct kept {
    const struct command *commands[16];
    size_t count;
};

static bool is_kept(const struct kept *kept, const struct command *command)
{
    for (size_t i = 0; i < kept->count; i++)
        if (kept->commands[i] == command)
            return true;
    return false;
}

static void keep(struct kept *kept, const struct command *command)
{
    if (!is_kept(kept, command) && kept->count < sizeof(kept->commands) / sizeof(kept->commands[0]))
        kept->commands[kept->count++] = command;
}

/* What the script could have and hasn't: not the export that runs, nor what has failed. */
static bool is_left_out(const struct session *session, const struct step *step)
{
    return !step->chosen && !step->outcome && step->noted->finished &&
           command_only_tells(step_command(session, step->statement));
}

static struct kept find_kept(const struct session *session, const struct steps *steps)
{
    struct reading reading = {.session = session};
    struct kept kept = {0};

    for (size_t i = steps->count; i-- > 0;) {
        const struct step *step = &steps->items[i];
        if (is_left_out(session, step) && writes_read(&reading, step->statement))
            keep(&kept, step_command(session, step->statement));
        if (step->chosen)
            note_reads(&reading, step->statement);
    }
    HASH_CLEAR(hh, reading.paths);
    arena_free(&reading.arena);
    return kept;
}

static bool does_something(const struct statement *statement)
{
    return statement->word_count || statement->output != OUTPUT_REPLY;
}

void steps_keep_rewritten(const struct session *session, struct steps *steps)
{
    struct kept kept = find_kept(session, steps);

    for (size_t i = 0; kept.count && i < steps->count; i++) {
        struct step *step = &steps->items[i];
        if (!is_left_out(session, step) || !does_something(step->statement) ||
            !is_kept(&kept, step_command(session, step->statement)))
            continue;
        step->only_writes = false;
        step->chosen = true;
        steps->chosen++;
    }
}
