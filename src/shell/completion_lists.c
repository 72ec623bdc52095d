/* Completion of what the table lists, and of what commands do. */
#include "completion_parts.h"

#include "net/failures.h"
#include "shell/reply.h"
#include "shell/request.h"

/* What the command at the cursor replies to this word, or to none: a list of rows first. NULL for no list. */
static const struct list *get_list(struct completer *c, const char *word, struct reply *reply)
{
    struct error ignored;
    struct word given = {.literal = span_of(word), .bare = true};
    struct statement statement = {
        .command = span_of(c->command->name), .words = &given, .word_count = word[0] != '\0'};
    struct request request = {
        .session = c->session, .command = c->command, .statement = &statement, .input_fd = -1};

    if (!request_bind(&request, false, &ignored) || !c->command->run(&request, reply, &ignored) ||
        !reply->fields.first || reply->fields.first->type != FIELD_LIST)
        return NULL;
    return reply->fields.first->list;
}

static struct span get_field(struct completer *c, const struct fields *row, struct span name)
{
    cleanup_buffer struct buffer text = {0};
    const struct field *field = fields_find(row, name);

    if (field)
        field_format(&text, field);
    return arena_copy(&c->session->arena, buffer_span(&text));
}

void complete_own_list(struct completer *c)
{
    cleanup_reply struct reply reply = reply_start(&c->session->arena);
    const struct list *list = get_list(c, "", &reply);

    for (const struct fields *row = list ? list->first : NULL; row; row = row->next)
        offer(c, get_field(c, row, SPAN("name")), ' ', "%.*s; %.*s",
              SPAN_ARGS(get_field(c, row, SPAN("value"))),
              SPAN_ARGS(get_field(c, row, SPAN("meaning"))));
}

/* Of the row named before: on and off, or what it is now. */
static void offer_own_value(struct completer *c, struct span value, struct span meaning)
{
    bool on = span_is(value, "on"), is_switch = on || span_is(value, "off");

    if (is_switch) {
        offer(c, SPAN("on"), ' ', "%s%.*s", on ? "now; " : "", SPAN_ARGS(meaning));
        offer(c, SPAN("off"), ' ', "%snot: %.*s", on ? "" : "now; ", SPAN_ARGS(meaning));
    } else {
        offer(c, value, ' ', "now; %.*s", SPAN_ARGS(meaning));
    }
}

void complete_own_value(struct completer *c)
{
    cleanup_reply struct reply reply = reply_start(&c->session->arena);
    const struct list *list = get_list(c, "", &reply);

    if (span_is(c->before, "prompt") && complete_prompt(c))
        return;
    for (const struct fields *row = list ? list->first : NULL; row; row = row->next)
        if (span_equal(get_field(c, row, SPAN("name")), c->before))
            offer_own_value(c, get_field(c, row, SPAN("value")),
                            get_field(c, row, SPAN("meaning")));
}

/* What `help topics` lists, behind the commands. */
void complete_helped(struct completer *c)
{
    cleanup_reply struct reply reply = reply_start(&c->session->arena);
    const struct list *list = get_list(c, "topics", &reply);
    size_t first = c->completion->count;

    complete_commands(c);
    for (const struct fields *row = list ? list->first : NULL; row; row = row->next) {
        struct span name = get_field(c, row, SPAN("name"));
        if (offer_is_wanted(c, name))
            offer_once(c, first, name, ' ', get_field(c, row, SPAN("summary")).data);
    }
    if (list)
        offer(c, SPAN("topics"), ' ', "what there is to read");
}

/* Codes may be written small, names not large. */
void complete_explained(struct completer *c)
{
    size_t first = c->completion->count;

    offer(c, SPAN("error"), ' ', "the last error");
    for (int category = ERROR_NONE + 1; category <= ERROR_INTERRUPTED; category++) {
        const struct error_kind *kind = error_kind((enum error_category)category);
        offer(c, span_of(kind->name), ' ', "%s", kind->summary);
    }
    for (size_t i = 0; c->session->commands[i]; i++)
        if (offer_is_wanted(c, span_of(c->session->commands[i]->name)))
            offer_once(c, first, span_of(c->session->commands[i]->name), ' ',
                       c->session->commands[i]->summary);
    c->any_case = true;
    for (const struct failure *failure = failures; failure->name[0]; failure++)
        offer(c, span_of(failure->name), ' ', "%s", failure->meaning);
}
