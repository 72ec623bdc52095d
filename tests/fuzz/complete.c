/* Any line with the cursor anywhere has candidates that begin as was typed, and can go to a terminal. The first
 * two bytes say where the cursor is. */
#include "target.h"

#include "base/escape.h"
#include "base/memory.h"
#include "commands/table.h"
#include "journal/journal.h"
#include "lang/position.h"
#include "net/loop.h"
#include "net/syscalls.h"
#include "oracle.h"
#include "shell/completion.h"
#include "shell/session.h"

#include <strings.h>

static bool show(void *context, const struct outcome *outcome)
{
    (void)context, (void)outcome;
    return true;
}

/* With handles and variables, made once. */
static struct session *get_session(void)
{
    static struct session *session;
    struct network network = {.calls = &syscalls_kernel};

    if (session)
        return session;
    network.loop = loop_new();
    network.journal = journal_new(JOURNAL_LEAST);
    session = session_new(&network, commands_table, &(struct output){.show = show});
    session_run_text(session, SPAN("pair a b; c = socket tcp; let word 'a b'; let raw \"\\e$\""),
                     1);
    return session;
}

/* What the candidate says begins with what was typed, but for capital letters. */
static void check_beginning(struct span typed, const struct candidate *candidate)
{
    struct typed before, now;

    if (!position_decode(typed, NULL, &before))
        return;
    bool is_of_shell = strstr(candidate->text, "'\\''"); /* sh's quoting */
    must(is_of_shell || position_decode(span_of(candidate->text), NULL, &now) ||
             candidate->text[0] == '$',
         "a candidate is a word");
    if (candidate->text[0] != '$' && !is_of_shell) {
        struct span a = buffer_span(&before.value), b = buffer_span(&now.value);
        const char *sign = a.length ? memchr(a.data, '=', a.length) : NULL;
        must(sign || (b.length >= a.length &&
                      (a.length == 0 || strncasecmp(a.data, b.data, a.length) == 0)),
             "a candidate begins as was typed");
        buffer_free(&now.value);
    }
    buffer_free(&before.value);
}

static void check(struct span text, size_t cursor, const struct completion *completion)
{
    must(completion->start <= cursor, "the word begins before the cursor");
    struct span typed = {text.data + completion->start, cursor - completion->start};

    for (size_t i = 0; i < completion->count; i++) {
        const struct candidate *candidate = &completion->items[i];
        must(candidate->text[0] && candidate->label[0], "a candidate has a text and a label");
        must(!oracle_unsafe(span_of(candidate->text)), "its text can go to a terminal");
        must(!oracle_unsafe(span_of(candidate->label)), "so can its label");
        must(!oracle_unsafe(span_of(candidate->summary)), "and its summary");
        must(strchr(" }:", candidate->suffix), "a blank, a brace, a colon or nothing follows");
        check_beginning(typed, candidate);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const history[] = {"open history.example 80", "connect \"", "send {"};

    if (size < 2)
        return 0;
    struct span text = {(const char *)data + 2, size - 2};
    struct completion_line line = {
        .text = text,
        .cursor = (data[0] | (size_t)data[1] << 8) % (text.length + 1),
        .history = history,
        .history_count = sizeof(history) / sizeof(history[0]),
    };
    struct completion *completion = completion_find(get_session(), &line);
    check(text, line.cursor, completion);
    completion_free(completion);
    return 0;
}
