/* What help tells of topics. */
#include "help.h"

#include "base/fold.h"
#include "commands/topics.h"
#include "explain.h"

#include <strings.h>

const struct topic *topic_find(struct span name)
{
    for (const struct topic *topic = topics; topic->name; topic++)
        if (strlen(topic->name) == name.length &&
            strncasecmp(topic->name, name.data, name.length) == 0)
            return topic;
    return NULL;
}

void help_list_topics(struct buffer *out)
{
    buffer_append_text(out, "`help TOPIC` tells of one:\n\n");
    for (const struct topic *topic = topics; topic->name; topic++)
        tell_row(out, topic->name, topic->summary);
}

void help_tell_topic(struct buffer *out, const struct topic *topic)
{
    buffer_printf(out, "%s: %s\n\n", topic->name, topic->summary);
    fold(out, "  ", "  ", topic->text);
    help_tell_examples(out, topic->examples);
}
