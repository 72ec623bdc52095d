/* What a statement of the session left of the names it gives: none is taken by what failed. */
#include "export/scene.h"

#include "journal/journal.h"
#include "shell/session.h"

void scene_begin_step(struct scene *scene)
{
    scene->before.current = scene->current;
    scene->before.unsure = scene->unsure;
    scene->before.noted = scene->noted;
    for (struct scene_counter *counter = scene->counters; counter; counter = counter->next)
        counter->given_before = counter->given;
}

/* Whether a call may have made a handle. A socket without a name is one that `open` tried in vain. */
static bool may_have_made(const struct journal *journal, const struct journal_event *event)
{
    const struct journal_socket *socket = journal_socket(journal, event->socket);

    if (event->kind != JOURNAL_CALL || event->result < 0)
        return false;
    switch (event->call) {
    case CALL_SOCKET: return !socket || socket->name[0];
    case CALL_SOCKETPAIR:
    case CALL_ACCEPT4:
    case CALL_RECVMSG:
    case CALL_FCNTL: return true;
    default: return false;
    }
}

/* What is forgotten may have. */
static bool may_have_made_any(const struct journal *journal, uint64_t number)
{
    const struct journal_statement *noted = journal_statement(journal, number);
    bool may = !noted || !noted->finished;

    for (uint64_t i = noted ? noted->first_event : 0; !may && i < noted->end_event; i++) {
        const struct journal_event *event = journal_event(journal, i);
        may = !event || (event->statement == number && may_have_made(journal, event));
    }
    return may;
}

void scene_end_step(struct scene *scene, uint64_t number)
{
    if (!number || may_have_made_any(scene->session->network.journal, number))
        return;
    for (struct scene_handle *h = scene->handles; h; h = h->next)
        h->was_none |= h->made_by > scene->before.noted;
    for (struct scene_counter *counter = scene->counters; counter; counter = counter->next)
        counter->given = counter->given_before;
    const struct scene_handle *current = scene_find(scene, scene->current);
    bool is_alone = scene->noted == scene->before.noted + 1; /* a block may have used another one */
    if (is_alone && current && current->was_none) {
        scene->current = scene->before.current;
        scene->unsure = scene->before.unsure;
    }
}
