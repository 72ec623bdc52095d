/* Any statements that went well have a program in each language, and it can be looked at: it has no bytes that
 * command a terminal, and tells of as many gaps as the reply. */
#include "target.h"

#include "commands/table.h"
#include "journal/journal.h"
#include "net/loop.h"
#include "net/syscalls.h"
#include "shell/session.h"

static char program[1 << 20];
static size_t program_length;
static bool exported;
static int64_t missing;

static bool show(void *context, const struct outcome *outcome)
{
    (void)context;
    exported = !outcome->error;
    if (!exported)
        return true;
    const struct field *field = fields_find(&outcome->reply->fields, SPAN("not_exported"));
    missing = field ? field->integer : 0;
    struct span data = buffer_span(&outcome->reply->data);
    program_length = data.length < sizeof(program) ? data.length : 0;
    if (program_length)
        memcpy(program, data.data, program_length);
    return true;
}

static struct session *get_session(void)
{
    static struct session *session;
    struct network network = {.calls = &syscalls_kernel};

    if (session)
        return session;
    network.loop = loop_new();
    session = session_new(&network, commands_table, &(struct output){.show = show});
    return session;
}

/* As if they had run: each line that can be parsed is a statement or more, behind whose errors some went on. */
static void note(struct journal *journal, struct span text)
{
    struct parse_rules rules = session_rules();
    struct error ignored;
    struct parse parse = parse_lines(text, 1, &rules, &ignored);

    for (const struct statement *s = parse.program->body.first; s; s = s->next) {
        struct journal_cause outer = journal_enter(journal, s->source, 1);
        if (s->source.length % 2)
            journal_goes_on(journal);
        journal_leave(journal, outer, ERROR_NONE, "");
    }
    program_free(parse.program);
}

static int64_t count_gaps(void)
{
    struct span rest = {program, program_length};
    int64_t gaps = 0;

    for (const char *at; rest.length && (at = memmem(rest.data, rest.length, "not exported: ", 14));
         gaps++)
        rest = span_after(rest, (size_t)(at - rest.data) + 14);
    return gaps;
}

static void check(struct span text, bool is_script)
{
    bool mentioned = memmem(text.data, text.length, "not exported", 12);

    if (!exported)
        return;
    for (size_t i = 0; i < program_length && !is_script; i++)
        must((unsigned char)program[i] >= ' ' || program[i] == '\n', "no control bytes");
    must(mentioned || program_length == 0 || count_gaps() == missing, "all gaps are counted");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct session *session = get_session();
    struct span text = {(const char *)data, size};

    session->network.journal = journal_new(JOURNAL_LEAST);
    note(session->network.journal, text);
    session_run_text(session, SPAN("export python -"), 1);
    check(text, false);
    session_run_text(session, SPAN("export c -"), 1);
    check(text, false);
    session_run_text(session, SPAN("export script -"), 1);
    check(text, true);
    journal_free(session->network.journal);
    session->network.journal = NULL;
    return 0;
}
