#include "export/translate/files.h"

#include "export/paths.h"
#include "export/translate/call.h"
#include "export/translate/code.h"
#include "export/translate/language.h"
#include "export/translate/translate.h"
#include "shell/command.h"

struct lost_file {
    const char *path;
    bool is_now;     /* at this point of the walk */
    bool is_forever; /* a loop loses it: also before that, in its next round */
    struct lost_file *next;
};

static const char *path_named(struct translation *t, struct span text)
{
    return arena_text(&t->arena, path_bare(text));
}

/* NULL where it is known only as the program runs. */
static const char *path_of(struct translation *t, const struct word *word)
{
    return word->pieces || word->block ? NULL : path_named(t, word->literal);
}

static struct lost_file *find(const struct translation *t, const char *path)
{
    struct lost_file *file = t->lost_files;

    while (file && strcmp(file->path, path) != 0)
        file = file->next;
    return file;
}

static bool is_in_loop(const struct translation *t)
{
    const struct frame *frame = t->frame;

    while (frame && !frame->loop)
        frame = frame->outer;
    return frame;
}

/* One that isn't known may be any: the path of that is empty. */
static void lose(struct translation *t, const char *path)
{
    const char *lost = path ? path : "";
    struct lost_file *file = find(t, lost);

    if (strcmp(lost, "-") == 0 || span_starts(span_of(lost), SPAN("/dev/")))
        return;
    if (!file) {
        file = arena_new(&t->arena, sizeof(*file));
        *file = (struct lost_file){.path = lost, .next = t->lost_files};
        t->lost_files = file;
    }
    file->is_now = true;
    if (!is_in_loop(t) || file->is_forever)
        return;
    file->is_forever = t->changed = true;
}

void files_restart(struct translation *t)
{
    for (struct lost_file *file = t->lost_files; file; file = file->next)
        file->is_now = file->is_forever;
}

/* What sh was given may have written any file that it names; what it has written is there. */
static void lose_by_shell(struct translation *t, struct span text)
{
    for (struct span word = path_in_shell(&text); word.length; word = path_in_shell(&text)) {
        const char *path = arena_text(&t->arena, word);
        if (export_is_file(path))
            lose(t, path);
    }
}

void files_lose_output(struct translation *t, const struct statement *statement)
{
    lose_by_shell(t, statement->shell);
    if (statement->output == OUTPUT_FILE || statement->output == OUTPUT_APPEND)
        lose(t, path_of(t, statement->output_file));
}

static bool names_file(const struct parameter *parameter)
{
    return parameter->completes == COMPLETES_FILE || parameter->completes == COMPLETES_OUTLET;
}

static bool takes_file(const struct command *command)
{
    for (size_t i = 0; i < parameter_count(command->parameters); i++)
        if (names_file(&command->parameters[i]))
            return true;
    return false;
}

static bool is_option(const struct word *word)
{
    struct span text = word->pieces ? word->pieces->text : word->literal;

    return word->bare && span_starts(text, SPAN("--"));
}

/* --svg=FILE. Returns whether it is --svg alone, and the next word the file. */
static bool lose_option(struct translation *t, const struct command *command,
                        const struct word *word)
{
    struct span text = word->pieces ? word->pieces->text : word->literal;
    const char *sign = memchr(text.data, '=', text.length);
    size_t end = sign ? (size_t)(sign - text.data) : text.length;
    size_t i = parameter_index(command->options, span_after((struct span){text.data, end}, 2));
    bool is_file = i < parameter_count(command->options) && names_file(&command->options[i]);

    if (is_file && sign)
        lose(t, word->pieces ? NULL : path_named(t, span_after(text, end + 1)));
    return is_file && !sign;
}

static void lose_named(struct translation *t, const struct command *command,
                       const struct statement *statement)
{
    bool are_files = takes_file(command), is_next = false;

    for (size_t i = 0; i < statement->word_count; i++) {
        const struct word *word = &statement->words[i];
        bool is_named = are_files || is_next;
        is_next = is_option(word) && lose_option(t, command, word);
        if (is_named && !is_option(word))
            lose(t, path_of(t, word));
    }
}

void files_lose(struct translation *t, const struct statement *statement)
{
    const struct command *command = step_command(t->session, statement);

    files_lose_output(t, statement);
    if (command && command->group == GROUP_SEEING)
        lose_named(t, command, statement);
    for (size_t i = 0; i < statement->word_count; i++) {
        const struct word *word = &statement->words[i];
        for (const struct statement *s = word->block ? word->block->first : NULL; s; s = s->next)
            files_lose(t, s);
        for (const struct piece *p = word->pieces; p; p = p->next)
            if (p->statement)
                files_lose(t, p->statement);
    }
}

void files_note_written(struct translation *t, const struct statement *statement)
{
    const char *path = statement->output == OUTPUT_FILE ? path_of(t, statement->output_file) : NULL;
    struct lost_file *file = path && !call_is_nested(t) ? find(t, path) : NULL;

    if (file && !file->is_forever)
        file->is_now = false;
}

static bool is_lost(const struct translation *t, const char *path)
{
    for (const struct lost_file *file = t->lost_files; file; file = file->next)
        if (file->is_now && (!path || !file->path[0] || strcmp(file->path, path) == 0))
            return true;
    return false;
}

struct code code_of_file(struct translation *t, const struct word *word)
{
    const char *path = path_of(t, word);

    if (is_lost(t, path))
        give_up_for(t, made(t, "what wrote %s is not exported", path ? path : "its file"));
    return t->language->read_file(t, code_of_word(t, word));
}

const char *files_lost_to_shell(const struct translation *t, struct span text)
{
    for (struct span word = path_in_shell(&text); word.length; word = path_in_shell(&text))
        for (const struct lost_file *file = t->lost_files; file; file = file->next)
            if (file->is_now && span_is(word, file->path))
                return file->path;
    return NULL;
}
