/* Completion out of the history: the words that stood for hosts, ports and the like; and entries by number. */
#include "completion_parts.h"

#include <stdio.h>

enum {
    HISTORY_MOST = 1000, /* lines of the history that are looked at */
    LINE_MOST = 1000,    /* bytes of such a line: longer ones were pasted */
};

static bool is_used_for(enum completes used, enum completes wanted)
{
    return used == wanted || (used == COMPLETES_URL && wanted == COMPLETES_HOST);
}

/* A word of hosts with a slash in it is a path, or a URL. Nobody is at port 0; for an own port it is offered anyway. */
static bool is_fit(struct span value, enum completes wanted)
{
    bool has_slash = value.length && memchr(value.data, '/', value.length);

    if (wanted == COMPLETES_SERVICE && span_is(value, "0"))
        return false;
    return value.length && has_slash == (wanted == COMPLETES_URL);
}

/* The words of a line's last statement, with the one at its end. */
static struct position find_words(struct completer *c, const char *line)
{
    struct parse_rules rules = session_rules();
    struct position position = position_find(span_of(line), &rules, &c->session->arena);

    if (position.kind == POSITION_ARGUMENT && position.start < strlen(line))
        position.words[position.word_count++] = span_after(span_of(line), position.start);
    return position;
}

static void offer_line(struct completer *c, size_t first, const char *line, enum completes wanted,
                       char suffix)
{
    struct position position = find_words(c, line);
    size_t count = position.word_count;
    struct error ignored;
    const struct command *command =
        position.command.length
            ? command_find(c->session->commands, position.command, true, &ignored)
            : NULL;

    for (size_t i = 0; command && i < count; i++) {
        struct typed typed;
        position.word_count = i;
        struct operand_place place = find_place(command, &position, NULL);
        if (!place.parameter || !is_used_for(place.parameter->completes, wanted) ||
            span_starts(position.words[i], SPAN("--")) ||
            !position_decode(position.words[i], NULL, &typed))
            continue;
        if (typed.style == WORD_BARE && is_fit(buffer_span(&typed.value), wanted))
            offer_once(c, first, buffer_span(&typed.value), suffix, "used before");
        buffer_free(&typed.value);
    }
}

void complete_used(struct completer *c, size_t first, enum completes kind, char suffix)
{
    const struct completion_line *line = c->line;

    for (size_t i = 0; i < line->history_count && i < HISTORY_MOST; i++) {
        const char *entry = line->history[line->history_count - 1 - i];
        struct arena_mark mark = arena_mark(&c->session->arena);
        if (strnlen(entry, LINE_MOST) < LINE_MOST)
            offer_line(c, first, entry, kind, suffix);
        arena_release(&c->session->arena, mark);
    }
}

/* The latest first. */
void complete_history(struct completer *c)
{
    const struct history *history = &c->session->history;
    size_t count = history->count ? history->count() : 0;

    for (size_t i = 0; i < count && i < HISTORY_MOST; i++) {
        unsigned number;
        char text[16];
        const char *entry = history->entry(count - 1 - i, &number);
        snprintf(text, sizeof(text), "%u", number);
        offer(c, span_of(text), ' ', "%s", entry);
    }
}
