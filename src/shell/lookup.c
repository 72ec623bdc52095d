#include "lookup.h"

#include "shell/session.h"
#include "unknown.h"

/* Most statements of a program repeat a few commands: these are found at once. */
static const struct command **recent_command(struct session *session, struct span name)
{
    unsigned slot = name.length ? (unsigned char)name.data[0] * 31u + (unsigned)name.length : 0;

    return &session->recent[slot % SESSION_RECENT];
}

static const struct command *look_up(struct session *session, struct span name, struct error *error)
{
    const struct command **recent = recent_command(session, name);

    if (!*recent || !span_is(name, (*recent)->name))
        *recent = command_find(session->commands, name, session->abbreviates, error);
    return *recent;
}

bool lookup_command(struct session *session, const struct statement *statement,
                    const struct command **ret_command, struct error *error)
{
    const struct command *command = statement->resolved;

    if (!command) {
        command = look_up(session, statement->command, error);
        ((struct statement *)statement)->resolved = command;
    }
    *ret_command = command;
    if (command)
        return true;

    unknown_hint(session, statement, error);
    return false;
}
