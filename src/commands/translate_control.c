/* Statements with blocks in them, and what ends a run. */
#include "translate.h"

#include "base/memory.h"
#include "commands.h"
#include "shell/script.h"
#include "shell/session.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SOURCES = 16 /* files inside one another */ };

static const struct block *block_at(struct translation *t, const struct call *call, size_t index)
{
    static const struct block none = {0};

    if (index < call->statement->word_count && call->statement->words[index].block)
        return call->statement->words[index].block;
    give_up(t);
    return &none;
}

void export_repeat(struct translation *t, struct call *call)
{
    if (call->statement->word_count < 2) {
        give_up(t);
        return;
    }
    struct code count = code_of_word(t, &call->statement->words[0]);

    t->language->open_repeat(t, code_write(t, count, AS_NUMBER));
    translate_block(t, block_at(t, call, 1), call->statement);
    t->language->close_block(t);
}

/* Whether calls must be made before the condition can be written; nothing is written. */
static bool needs_lines(struct translation *t, const struct word *condition)
{
    size_t start = t->out.length;
    unsigned temporaries = t->temporaries;
    bool always;

    code_condition(t, condition, &always);
    bool needs = t->out.length > start;
    t->out.length = start;
    t->temporaries = temporaries;
    return needs;
}

void export_while(struct translation *t, struct call *call)
{
    const struct word *condition = call->statement->words;
    bool always;

    if (call->statement->word_count < 4) {
        give_up(t);
        return;
    }
    t->status_known = false;
    if (needs_lines(t, condition)) {
        t->language->open_while(t, t->language->truth[1]);
        t->language->leave_unless(t, code_condition(t, condition, &always));
    } else {
        t->language->open_while(t, code_condition(t, condition, &always));
    }
    translate_block(t, block_at(t, call, 3), call->statement);
    t->language->close_block(t);
}

void export_if(struct translation *t, struct call *call)
{
    const struct statement *statement = call->statement;
    size_t at = 0, count = statement->word_count;
    unsigned nested = 0;
    bool always, known = t->status_known, after = t->after_try;

    if (count < 4) {
        give_up(t);
        return;
    }

    for (bool first = true; at + 3 < count; first = false) {
        bool is_else = !first && !needs_lines(t, &statement->words[at]);
        if (!first && !is_else) {
            t->language->open_else(t);
            nested++;
        }
        t->status_known = known;
        t->after_try = after;
        t->language->open_if(t, code_condition(t, &statement->words[at], &always), is_else);
        translate_block(t, block_at(t, call, at + 3), NULL);
        at += 4;
        if (at + 1 < count && !statement->words[at + 1].block) {
            at += 2; /* else if */
            continue;
        }
        if (at + 1 < count) {
            t->language->open_else(t);
            translate_block(t, block_at(t, call, at + 1), NULL);
        }
        break;
    }
    for (t->language->close_block(t); nested; nested--)
        t->language->close_block(t);
}

void export_try(struct translation *t, struct call *call)
{
    t->language->open_try(t);
    t->within_try++;
    translate_block(t, block_at(t, call, 0), NULL);
    t->within_try--;
    t->language->close_try(t, NULL, t->uses_status);
}

/* A pipe that was sourced is gone, and would be waited for. */
static int open_regular(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    struct stat status;

    if (fd < 0 || (fstat(fd, &status) == 0 && S_ISREG(status.st_mode)))
        return fd;
    close(fd);
    return -1;
}

static bool read_file(const char *path, struct buffer *out)
{
    int fd = open_regular(path);
    ssize_t length;

    if (fd < 0)
        return false;
    do {
        length = read(fd, buffer_reserve(out, 65536), 65536);
        out->length += length > 0 ? (size_t)length : 0;
    } while (length > 0 && out->length < SCRIPT_LIMIT);
    close(fd);
    return length == 0;
}

static const struct program *parse_file(struct translation *t, const char *path)
{
    cleanup_buffer struct buffer text = {0};
    struct parse_rules rules = session_rules();
    struct program *program;
    struct error ignored;

    if (!read_file(path, &text) ||
        parse_program(buffer_span(&text), 1, &rules, &program, &ignored) != PARSE_DONE)
        return NULL;
    t->programs = memory_resize(t->programs, (t->program_count + 1) * sizeof(*t->programs));
    t->programs[t->program_count++] = program;
    return program;
}

/* The file's statements stand in its place, as the file is now. */
void export_source(struct translation *t, struct call *call)
{
    cleanup_buffer struct buffer shown = {0};
    struct span path = call_constant(t, call_argument(call, "FILE"));
    const struct program *program = NULL;

    if (!t->failed && t->sources < SOURCES)
        program = parse_file(t, arena_text(&t->arena, path));
    if (!program) {
        give_up(t);
        return;
    }
    export_first_line(&shown, path);
    line(t, "%sfrom %s", t->language->comment, buffer_text(&shown));
    struct frame frame = {.outer = t->frame};
    t->sources++;
    t->frame = &frame;
    for (const struct statement *s = program->body.first; s; s = s->next) {
        frame.next = s->next;
        translate_statement(t, s);
    }
    t->frame = frame.outer;
    t->sources--;
}

void export_quit(struct translation *t, struct call *call)
{
    const struct argument_words *status = call_argument(call, "STATUS");

    t->language->quit(t, status ? code_write(t, call_value(t, status), AS_NUMBER) : "0");
}

void export_assert(struct translation *t, struct call *call)
{
    const struct statement *statement = call->statement;
    bool always;

    if (statement->word_count != 3) {
        give_up(t);
        return;
    }
    t->language->check(t, code_condition(t, statement->words, &always));
}
