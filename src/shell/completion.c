#include "shell/completion.h"

#include "base/escape.h"
#include "base/memory.h"
#include "completion_parts.h"
#include "journal/journal.h"
#include "net/socket.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

enum { SUMMARY_MOST = 160 };

bool offer_is_wanted(const struct completer *c, struct span value)
{
    struct span typed = buffer_span(&c->typed.value);

    if (!c->any_case || value.length < typed.length)
        return span_starts(value, typed);
    return typed.length == 0 || strncasecmp(value.data, typed.data, typed.length) == 0;
}

/* Whether a value says just itself without quotes. */
static bool is_plain(struct span value)
{
    cleanup_buffer struct buffer shown = {0};

    if (strchr("#{}<>|-!", value.data[0]))
        return false;
    for (size_t i = 0; i < value.length; i++)
        if (strchr(" \t;'\"$\\()", value.data[i]))
            return false;
    escape_line(&shown, value);
    return span_equal(buffer_span(&shown), value);
}

/* A directory's quote stays open, and so does one that is closed behind the cursor. */
static void write_quoted(const struct completer *c, struct buffer *out, struct span value,
                         bool goes_on)
{
    cleanup_buffer struct buffer shown = {0};
    bool bare = c->typed.style == WORD_BARE;

    escape_line(&shown, value);
    bool raw = c->typed.style == WORD_RAW && !memchr(value.data, '\'', value.length) &&
               span_equal(buffer_span(&shown), value);
    if (c->unquotable || (bare && is_plain(value))) {
        buffer_append(out, value);
        return;
    }
    if (raw)
        buffer_printf(out, "'%.*s'", SPAN_ARGS(value));
    else
        escape_quoted(out, value);
    size_t cursor = c->line->cursor;
    bool closed = c->typed.open && cursor < c->line->text.length &&
                  c->line->text.data[cursor] == out->data[out->length - 1];
    if (goes_on || closed)
        out->length--;
}

static struct candidate *add(struct completer *c)
{
    struct completion *completion = c->completion;

    if (completion->count == c->capacity) {
        c->capacity = c->capacity ? 2 * c->capacity : 64;
        completion->items =
            memory_resize(completion->items, c->capacity * sizeof(*completion->items));
    }
    return &completion->items[completion->count++];
}

/* A suffix that stands behind the cursor already isn't added. */
static char suffix_of(const struct completer *c, char suffix)
{
    struct span rest = span_after(c->line->text, c->line->cursor);

    return rest.length && (rest.data[0] == suffix || c->typed.open) ? '\0' : suffix;
}

void offer(struct completer *c, struct span value, char suffix, const char *format, ...)
{
    cleanup_buffer struct buffer text = {0}, label = {0}, summary = {0};
    struct arena *arena = &c->completion->arena;
    char made[SUMMARY_MOST];
    va_list arguments;

    if (value.length == 0 || c->completion->count == COMPLETION_MOST || !offer_is_wanted(c, value))
        return;
    va_start(arguments, format);
    vsnprintf(made, sizeof(made), format, arguments);
    va_end(arguments);
    bool goes_on = suffix == '/';
    write_quoted(c, &text, value, goes_on);
    escape_line(&label, value);
    escape_message(&summary, (struct span){made, strcspn(made, "\n")});
    *add(c) = (struct candidate){
        .text = arena_text(arena, buffer_span(&text)),
        .label = arena_text(arena, buffer_span(&label)),
        .summary = arena_text(arena, buffer_span(&summary)),
        .suffix = goes_on ? '\0' : suffix_of(c, suffix),
    };
}

void offer_once(struct completer *c, size_t first, struct span value, const char *summary)
{
    cleanup_buffer struct buffer label = {0};

    escape_line(&label, value);
    for (size_t i = first; i < c->completion->count; i++)
        if (span_is(buffer_span(&label), c->completion->items[i].label))
            return;
    offer(c, value, ' ', "%s", summary);
}

struct socket *find_socket(const struct session *session, const struct position *position,
                           const struct command *command)
{
    struct entry *entry =
        position->handle.length ? names_find(session->names, position->handle) : session->current;
    bool acts = !command || command->needs & (COMMAND_HANDLE | COMMAND_LOOKS);

    return entry && acts ? entry->socket : NULL;
}

/* The command at the cursor and the socket that it acts on. */
static void find_command(struct completer *c)
{
    struct error ignored;

    if (c->position->command.length)
        c->command = command_find(c->session->commands, c->position->command, true, &ignored);
    c->socket = find_socket(c->session, c->position, c->command);
}

static void complete_file_word(struct completer *c)
{
    complete_files(c);
    offer(c, SPAN("-"), ' ', "standard input or output");
}

static void complete(struct completer *c)
{
    static void (*const completes[])(struct completer *) = {
        [POSITION_HEAD] = complete_head,      [POSITION_ARGUMENT] = complete_argument,
        [POSITION_FILE] = complete_file_word, [POSITION_VARIABLE] = complete_expansion,
        [POSITION_FIELD] = complete_fields,
    };

    if (completes[c->position->kind])
        completes[c->position->kind](c);
}

/* What the kernel is asked goes into a journal that nobody reads. */
static void complete_unseen(struct completer *c)
{
    struct network *network = &c->session->network;
    struct network outside = *network;
    struct arena_mark mark = arena_mark(&c->session->arena);

    network->journal = journal_new(JOURNAL_LEAST);
    complete(c);
    arena_release(&c->session->arena, mark);
    journal_free(network->journal);
    network->journal = outside.journal;
    network->sockets_made = outside.sockets_made;
}

struct completion *completion_find(struct session *session, const struct completion_line *line)
{
    struct completion *completion = NEW(struct completion);
    struct span before = {line->text.data, line->cursor};
    struct parse_rules rules = session_rules();
    struct position position = position_find(before, &rules, &completion->arena);
    struct completer c = {
        .session = session, .line = line, .position = &position, .completion = completion};

    completion->start = position.start;
    if (position.kind == POSITION_NONE ||
        !position_decode(span_after(before, position.start), &c.typed))
        return completion;
    find_command(&c);
    complete_unseen(&c);
    buffer_free(&c.typed.value);
    return completion;
}

void completion_free(struct completion *completion)
{
    if (!completion)
        return;
    free(completion->items);
    arena_free(&completion->arena);
    free(completion);
}
