/* help: the table, for people. */
#include "help.h"

#include "commands.h"
#include "commands/topics.h"
#include "shell/request.h"
#include "shell/session.h"

static void reply_one(struct reply *reply, const char *name, const char *summary)
{
    fields_text(&reply->fields, "name", span_of(name));
    fields_text(&reply->fields, "summary", span_of(summary));
}

/* What has just this name: a command comes before a topic. A beginning of a command's name will do. */
static bool tell_named(command_table table, struct span word, struct reply *reply,
                       struct buffer *text)
{
    struct error ignored;
    const struct command *command = command_find(table, word, false, &ignored);
    const struct topic *topic = topic_find(word);

    if (!command && !topic)
        command = command_find(table, word, true, &ignored);
    if (command) {
        help_tell_command(text, command);
        reply_one(reply, command->name, command->summary);
    } else if (topic) {
        help_tell_topic(text, topic);
        reply_one(reply, topic->name, topic->summary);
    }
    return command || topic;
}

static void tell_all(command_table table, struct reply *reply, struct buffer *text)
{
    struct list *list = fields_list(&reply->fields, "commands");

    for (size_t i = 0; table[i]; i++) {
        struct fields *row = list_add(list);
        fields_text(row, "name", span_of(table[i]->name));
        fields_text(row, "group", span_of(command_group_title(table[i]->group)));
        fields_text(row, "summary", span_of(table[i]->summary));
    }
    help_list_commands(text, table);
}

static void tell_topics(struct reply *reply, struct buffer *text)
{
    struct list *list = fields_list(&reply->fields, "topics");

    for (const struct topic *topic = topics; topic->name; topic++) {
        struct fields *row = list_add(list);
        fields_text(row, "name", span_of(topic->name));
        fields_text(row, "summary", span_of(topic->summary));
    }
    help_list_topics(text);
}

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    cleanup_buffer struct buffer text = {0};
    command_table table = request->session->commands;
    const struct argument *word = request_argument(request, "WORD");

    if (!word->given)
        tell_all(table, reply, &text);
    else if (!word->more && span_is(word->text, "topics"))
        tell_topics(reply, &text);
    else if (!(!word->more && tell_named(table, word->text, reply, &text)) &&
             !help_search(request, reply, &text, error))
        return false;
    fields_text(&reply->fields, "text", buffer_span(&text));
    return true;
}

static const struct parameter parameters[] = {
    {"WORD", PARAMETER_WORD, REPEATED,
     "a command, a topic, or words to look for; all commands unless said",
     .completes = COMPLETES_HELPED},
    PARAMETERS_END,
};

static const struct example examples[] = {
    {"help", "all commands, by group"},
    {"help recv", "one command: parameters, examples, errors, the C and Python calls"},
    {"help topics", "what there is to read about the language, errors, scripts, ..."},
    {"help json", "one topic"},
    {"help half close", "the commands, topics and socket options with these words"},
    {""},
};

static const struct command_error errors[] = {
    {ERROR_NAME, 0, "there is no such command or topic, and the words are found nowhere"},
    {0},
};

const struct command help_command = {
    .name = "help",
    .aliases = "?",
    .group = GROUP_SESSION,
    .needs = COMMAND_PAGES,
    .summary = "list the commands, tell of one or of a topic, or search",
    .details = "At a terminal, what is longer than the screen goes through a pager: $PAGER, else "
               "less. q leaves it.",
    .parameters = parameters,
    .examples = examples,
    .c_call = "man(1)",
    .python_call = "help(name)",
    .kernel = "Nothing: the shell does it alone.",
    .errors = errors,
    .says = "{text|lines}",
    .value = "text",
    .run = run,
};
