#include "shell/completion.h"

#include "base/escape.h"
#include "base/memory.h"
#include "completion_parts.h"
#include "journal/journal.h"
#include "net/socket.h"

#include <ctype.h>
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

static bool is_printable(struct span value)
{
    cleanup_buffer struct buffer shown = {0};

    escape_line(&shown, value);
    return span_equal(buffer_span(&shown), value);
}

/* Whether a value says just itself without quotes. */
static bool is_plain(struct span value)
{
    if (value.length && strchr("#{}<>|-!", value.data[0]))
        return false;
    for (size_t i = 0; i < value.length; i++)
        if (strchr(" \t;'\"$\\()", value.data[i]))
            return false;
    return is_printable(value);
}

static bool can_be_raw(struct span value)
{
    return !(value.length && memchr(value.data, '\'', value.length)) && is_printable(value);
}

static bool is_for_shell(const struct completer *c)
{
    return c->position->kind == POSITION_SHELL_COMMAND || c->position->kind == POSITION_SHELL_WORD;
}

/* Whether the quote that would close the word stands behind the cursor already. */
static bool is_closed(const struct completer *c, char quote)
{
    size_t cursor = c->line->cursor;

    return c->typed.open && cursor < c->line->text.length && c->line->text.data[cursor] == quote;
}

/* A directory's quote stays open, and so does one that is closed behind the cursor. */
static void write_quoted(const struct completer *c, struct buffer *out, struct span value,
                         bool goes_on)
{
    if (c->unquotable || (c->typed.style == WORD_BARE && is_plain(value))) {
        buffer_append(out, value);
        return;
    }
    if (c->typed.style == WORD_RAW && can_be_raw(value))
        buffer_printf(out, "'%.*s'", SPAN_ARGS(value));
    else
        escape_quoted(out, value);
    if (goes_on || is_closed(c, out->data[out->length - 1]))
        out->length--;
}

/* Up to its last $name the word stays as it is typed; in its quotes the rest begins without one. */
static void write_behind_expansion(const struct completer *c, struct buffer *out, struct span value,
                                   bool goes_on)
{
    cleanup_buffer struct buffer rest = {0};
    struct span left = span_after(value, c->typed.expanded_value);
    bool inside = c->typed.style == WORD_QUOTED;

    buffer_append(out, (struct span){c->word.data, c->typed.expanded});
    if (left.length || inside)
        write_quoted(c, &rest, left, goes_on);
    buffer_append(out, span_after(buffer_span(&rest), inside));
}

/* For the shell; quotes as they were begun. */
static void write_for_shell(const struct completer *c, struct buffer *out, struct span value,
                            bool goes_on)
{
    bool plain = true;

    for (size_t i = 0; i < value.length; i++)
        plain &= isalnum((unsigned char)value.data[i]) || strchr("_./-+:=@%,", value.data[i]) ||
                 value.data[i] & 0x80;
    if (plain && c->typed.style == WORD_BARE) {
        buffer_append(out, value);
        return;
    }
    buffer_append_byte(out, '\'');
    for (size_t i = 0; i < value.length; i++)
        if (value.data[i] == '\'')
            buffer_append_text(out, "'\\''");
        else
            buffer_append_byte(out, value.data[i]);
    buffer_append_byte(out, '\'');
    if (goes_on || is_closed(c, '\''))
        out->length--;
}

static void write_word(const struct completer *c, struct buffer *out, struct span value,
                       bool goes_on)
{
    if (is_for_shell(c))
        write_for_shell(c, out, value, goes_on);
    else if (c->typed.expanded)
        write_behind_expansion(c, out, value, goes_on);
    else
        write_quoted(c, out, value, goes_on);
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

    if (value.length == 0 || c->completion->count == COMPLETION_MOST ||
        !offer_is_wanted(c, value) || (is_for_shell(c) && !is_printable(value)))
        return;
    va_start(arguments, format);
    vsnprintf(made, sizeof(made), format, arguments);
    va_end(arguments);
    bool goes_on = suffix == '/';
    write_word(c, &text, value, goes_on);
    escape_line(&label, value);
    escape_message(&summary, (struct span){made, strcspn(made, "\n")});
    *add(c) = (struct candidate){
        .text = arena_text(arena, buffer_span(&text)),
        .label = arena_text(arena, buffer_span(&label)),
        .summary = arena_text(arena, buffer_span(&summary)),
        .suffix = goes_on ? '\0' : suffix_of(c, suffix),
    };
}

bool step_over(struct completer *c, size_t length)
{
    struct span typed = buffer_span(&c->typed.value);

    if (c->word.length < length || memcmp(c->word.data, typed.data, length) != 0)
        return false;
    c->completion->start += length;
    c->word = span_after(c->word, length);
    buffer_consume(&c->typed.value, length);
    return true;
}

static int compare_labels(const void *a, const void *b)
{
    return strcoll(((const struct candidate *)a)->label, ((const struct candidate *)b)->label);
}

void sort_candidates(struct completer *c, size_t first)
{
    size_t count = c->completion->count - first;

    if (count)
        qsort(c->completion->items + first, count, sizeof(*c->completion->items), compare_labels);
}

void offer_once(struct completer *c, size_t first, struct span value, char suffix,
                const char *summary)
{
    cleanup_buffer struct buffer label = {0};

    escape_line(&label, value);
    for (size_t i = first; i < c->completion->count; i++)
        if (span_is(buffer_span(&label), c->completion->items[i].label))
            return;
    offer(c, value, suffix, "%s", summary);
}

struct socket *find_socket(const struct session *session, const struct position *position,
                           const struct command *command)
{
    struct entry *entry =
        position->handle.length ? names_find(session->names, position->handle) : session->current;
    bool acts = !command || command->needs & (COMMAND_HANDLE | COMMAND_LOOKS);

    return entry && acts ? entry->socket : NULL;
}

const struct socket_type *type_of(const struct completer *c)
{
    const struct parameter *first = c->command ? c->command->parameters : NULL;
    bool makes = first && first->completes == COMPLETES_SOCKET_TYPE && c->position->word_count;

    if (c->socket)
        return c->socket->type;
    return makes ? socket_type_find(c->position->words[0]) : NULL;
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
        [POSITION_HEAD] = complete_head,        [POSITION_ARGUMENT] = complete_argument,
        [POSITION_FILE] = complete_file_word,   [POSITION_VARIABLE] = complete_expansion,
        [POSITION_FIELD] = complete_fields,     [POSITION_SHELL_COMMAND] = complete_shell_command,
        [POSITION_SHELL_WORD] = complete_files,
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

    c->past = network->journal;
    network->journal = journal_new(JOURNAL_LEAST);
    complete(c);
    arena_release(&c->session->arena, mark);
    journal_free(network->journal);
    network->journal = outside.journal;
    network->sockets_made = outside.sockets_made;
}

/* What $name puts into a word. */
static bool append_variable(const void *context, struct span name, struct buffer *out)
{
    const struct session *session = context;
    const struct entry *entry = names_find(session->names, name);

    if (entry)
        buffer_append(out, entry->socket ? span_of(entry->name) : buffer_span(&entry->value));
    return entry;
}

struct completion *completion_find(struct session *session, const struct completion_line *line)
{
    struct completion *completion = NEW(struct completion);
    struct span before = {line->text.data, line->cursor};
    struct parse_rules rules = session_rules();
    struct position position = position_find(before, &rules, &completion->arena);
    struct typed_variables variables = {.context = session, .value = append_variable};
    struct completer c = {
        .session = session, .line = line, .position = &position, .completion = completion};

    completion->start = position.start;
    c.word = span_after(before, position.start);
    if (position.kind == POSITION_NONE ||
        !position_decode(c.word, is_for_shell(&c) ? NULL : &variables, &c.typed))
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
