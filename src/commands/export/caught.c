/* Which statements a session with -k went on behind: in its blocks an error ended one statement alone. */
#include "export/export.h"

#include "commands.h"
#include "lang/program.h"

static bool asks(const struct word *word)
{
    for (const struct piece *p = word->pieces; p; p = p->next)
        if (p->statement || p->slice.kind != SLICE_NONE)
            return true;
    return false;
}

bool statement_may_fail(const struct session *session, const struct statement *statement)
{
    static const struct command *const never[] = {&use_command,      &timeout_command,
                                                  &blocking_command, &line_ending_command,
                                                  &let_command,      &print_command};
    const struct command *command = step_command(session, statement);

    for (size_t i = 0; i < statement->word_count; i++)
        if (asks(&statement->words[i]))
            return true;
    for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
        if (command == never[i])
            return statement->input;
    return true;
}

bool statement_is_caught(const struct session *session, const struct statement *statement)
{
    const struct command *command = step_command(session, statement);
    bool has_blocks = command && command->needs & COMMAND_CONTROLS;

    if (!has_blocks)
        return statement_may_fail(session, statement);
    for (size_t i = 0; i < statement->word_count; i++) /* its own words */
        if (asks(&statement->words[i]))
            return true;
    return false;
}
