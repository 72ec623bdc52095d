#include "errors_only.h"

static bool show(void *context, const struct outcome *outcome)
{
    const struct errors_only *filter = context;

    if (!outcome->error)
        return true;
    filter->before(filter->context);
    return filter->output.show(filter->output.context, outcome);
}

static void show_event(void *context, const struct event *event)
{
    const struct errors_only *filter = context;

    filter->output.event(filter->output.context, event);
}

static void show_status(void *context, struct span text)
{
    const struct errors_only *filter = context;

    filter->output.status(filter->output.context, text);
}

struct output errors_only(struct errors_only *filter)
{
    return (struct output){
        .context = filter,
        .show = show,
        .event = filter->output.event ? show_event : NULL,
        .status = filter->output.status ? show_status : NULL,
        .text = filter->output.text,
    };
}
