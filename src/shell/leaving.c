#include "shell/leaving.h"

#include "shell/session.h"

static bool is_connected(const struct socket *socket)
{
    return socket && socket->connected && socket->type->type != SOCK_DGRAM;
}

static unsigned count_connected(const struct session *session, const char **ret_name)
{
    unsigned count = 0;

    for (struct entry *entry = names_next(session->names, NULL); entry;
         entry = names_next(session->names, entry)) {
        if (!is_connected(entry->socket))
            continue;
        *ret_name = entry->name;
        count++;
    }
    return count;
}

bool leaving_asks(struct session *session, const char *how, struct buffer *question)
{
    const char *name = NULL;
    unsigned count = count_connected(session, &name);
    bool was_asked = session->asked && session->asked + 1 == session->turn;

    if (count == 0 || was_asked)
        return false;
    session->asked = session->turn;
    if (count == 1)
        buffer_printf(question, "%s is connected: %s closes it and leaves", name, how);
    else
        buffer_printf(question, "%u handles are connected: %s closes them and leaves", count, how);
    return true;
}
