#include "spoken.h"

#include "commands/table.h"
#include "lang/parse.h"
#include "shell/command.h"
#include "shell/session.h"

#include <string.h>

static bool is_option_of(const struct command *command, struct span word)
{
    const char *sign = memchr(word.data, '=', word.length);
    struct span name = {word.data, sign ? (size_t)(sign - word.data) : word.length};

    return parameter_index(command->options, span_after(name, 2)) <
           parameter_count(command->options);
}

/* NAME = COMMAND; and socksh itself, for the shell outside. */
static bool is_placeholder(struct span command)
{
    if (span_is(command, "socksh"))
        return true;
    for (size_t i = 0; i < command.length; i++)
        if (command.data[i] < 'A' || command.data[i] > 'Z')
            return false;
    return command.length > 0;
}

static bool is_typeable(const struct statement *statement)
{
    struct error ignored;
    const struct command *command =
        command_find(commands_table, statement->command, false, &ignored);

    for (size_t i = 0; command && i < statement->word_count; i++) {
        const struct word *word = &statement->words[i];
        bool is_option = word->bare && span_starts(word->literal, SPAN("--"));
        if (is_option && !is_option_of(command, word->literal))
            return false;
    }
    return command || is_placeholder(statement->command);
}

static bool is_program(struct span text)
{
    struct parse_rules rules = session_rules();
    struct program *program = NULL;
    struct error ignored;
    bool holds = parse_program(text, 1, &rules, &program, &ignored) == PARSE_DONE;

    for (struct statement *s = holds ? program->body.first : NULL; s; s = s->next)
        holds &= is_typeable(s);
    program_free(program);
    return holds;
}

bool spoken_is_typeable(const char *message, struct buffer *ret_fault)
{
    for (const char *start; (start = strchr(message, '`'));) {
        size_t fence = strspn(start, "`"); /* three begin a block of Markdown */
        const char *end = strchr(start + 1, '`');
        if (fence == 3) {
            message = start + fence;
            continue;
        }
        size_t length = end ? (size_t)(end - start) - 1 : strlen(start + 1);
        struct span text = {start + 1, length};
        if (!end || !is_program(text)) {
            buffer_append(ret_fault, text);
            return false;
        }
        message = end + 1;
    }
    return true;
}
