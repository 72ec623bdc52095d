#include "shell/hint_line.h"

#include "base/escape.h"
#include "completion_parts.h"
#include "shell/lesson.h"

enum { TEXT_MOST = 4096 /* bytes that are looked at with every key */ };

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n';
}

/* The rest of an entry's row, where all of it can be shown as it is. */
static bool append_rest(struct buffer *out, struct span rest)
{
    cleanup_buffer struct buffer shown = {0};
    const char *end = rest.length ? memchr(rest.data, '\n', rest.length) : NULL;

    if (end)
        rest.length = (size_t)(end - rest.data);
    escape_message(&shown, rest);
    if (rest.length == 0 || !span_equal(rest, buffer_span(&shown)))
        return false;
    buffer_append(out, rest);
    return true;
}

static bool append_entry(const struct history *history, struct span text, struct buffer *out)
{
    unsigned number;

    for (size_t i = history->count ? history->count() : 0; i-- > 0;) {
        struct span entry = span_of(history->entry(i, &number));
        if (span_starts(entry, text) && append_rest(out, span_after(entry, text.length)))
            return true;
    }
    return false;
}

static void add_word(struct position *position, struct span word, struct arena *arena)
{
    struct span *words = arena_new(arena, (position->word_count + 1) * sizeof(*words));

    for (size_t i = 0; i < position->word_count; i++)
        words[i] = position->words[i];
    words[position->word_count++] = word;
    position->words = words;
}

/* Whether the word at the cursor can be a whole one: what comes behind it can be told then. */
static bool may_end(struct span word)
{
    struct typed typed = {0};
    bool known = position_decode(word, NULL, &typed);

    buffer_free(&typed.value);
    return known && !typed.open;
}

static bool is_option_of(const struct command *command, const struct parameter *parameter)
{
    size_t count = parameter_count(command->options);

    return parameter && count && parameter >= command->options &&
           parameter < command->options + count;
}

/* --NAME, or --NAME=VALUE. */
static bool is_named(struct span word, const struct parameter *option)
{
    size_t length = strlen(option->name) + 2;

    return span_starts(word, SPAN("--")) && word.length >= length &&
           memcmp(word.data + 2, option->name, length - 2) == 0 &&
           (word.length == length || word.data[length] == '=');
}

static bool is_given(const struct position *position, const struct parameter *option)
{
    for (size_t i = 0; i < position->word_count; i++)
        if (is_named(position->words[i], option))
            return true;
    return false;
}

/* An option's name that is not typed to its end has nothing behind it yet. */
static bool is_begun_option(const struct command *command, struct span word)
{
    if (!span_starts(word, SPAN("--")))
        return false;
    for (const struct parameter *o = command->options; o && o->name[0]; o++)
        if (is_named(word, o))
            return false;
    return true;
}

/* Data that has begun goes on by itself, and needs no telling. */
static bool has_begun(const struct operand_place *place, const struct position *position,
                      const struct command *command, const struct socket *socket)
{
    struct position before = *position;

    if (!place->parameter || place->parameter->type != PARAMETER_DATA || !position->word_count)
        return false;
    before.word_count--;
    struct operand_place last = find_place(command, &before, socket);
    bool was_option = last.options && span_starts(position->words[before.word_count], SPAN("--"));
    return last.parameter == place->parameter && !was_option;
}

static void append_parameters(struct buffer *out, const struct command *command,
                              const struct position *position, const struct socket *socket)
{
    struct operand_place place = find_place(command, position, socket);

    if (is_option_of(command, place.parameter)) {
        if (place.parameter->choices[0])
            buffer_printf(out, " %s", place.parameter->choices);
        return;
    }
    const struct parameter *next = place.parameter;
    if (!has_begun(&place, position, command, socket))
        for (; next && next->name[0]; next++)
            command_outline_parameter(out, next);
    for (const struct parameter *o = command->options; place.options && o && o->name[0]; o++)
        if (!is_given(position, o))
            command_outline_option(out, o);
}

/* The command whose words are typed; NULL where none is, or where a name may still go on. */
static const struct command *find_command(const struct session *session,
                                          const struct position *position, struct span word)
{
    struct error ignored;

    if (position->kind == POSITION_HEAD && word.length)
        return command_find(session->commands, word, false, &ignored);
    if (position->kind != POSITION_ARGUMENT || !position->command.length || !may_end(word))
        return NULL;
    return command_find(session->commands, position->command, true, &ignored);
}

static void append_synopsis(struct session *session, struct span text, struct buffer *out,
                            struct arena *arena)
{
    struct parse_rules rules = session_rules();
    struct position position = position_find(text, &rules, arena);
    struct span word = span_after(text, position.start);
    const struct command *command = find_command(session, &position, word);
    size_t before = out->length;

    if (!command || is_begun_option(command, word))
        return;
    if (position.kind == POSITION_ARGUMENT && word.length)
        add_word(&position, word, arena);
    append_parameters(out, command, &position, find_socket(session, &position, command));
    if (word.length == 0 && before == 0 && out->length)
        buffer_consume(out, 1); /* the blank is typed already */
}

/* What a lesson waits for can be taken from the first letter on, and before it. */
static bool append_wanted(const struct session *session, struct span text, struct buffer *out)
{
    struct span wanted = lesson_wanted(session);

    return span_starts(wanted, text) && append_rest(out, span_after(wanted, text.length));
}

enum hint_kind hint_line(struct session *session, struct span text, struct buffer *out)
{
    if (append_wanted(session, text, out))
        return HINT_ENTRY;
    if (text.length == 0 || text.length > TEXT_MOST || is_blank(text.data[0]))
        return HINT_NONE;
    if (append_entry(&session->history, text, out))
        return HINT_ENTRY;
    struct arena arena = {0};
    size_t before = out->length;
    append_synopsis(session, text, out, &arena);
    arena_free(&arena);
    return out->length > before ? HINT_PARAMETERS : HINT_NONE;
}
