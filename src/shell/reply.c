#include "shell/reply.h"

struct reply reply_start(struct arena *arena)
{
    return (struct reply){.fields.arena = arena};
}

void reply_free(struct reply *reply)
{
    buffer_free(&reply->data);
}

struct span reply_value(const struct reply *reply, const char *main_field, struct arena *arena)
{
    cleanup_buffer struct buffer text = {0};

    if (reply->has_data)
        return buffer_span(&reply->data);
    const struct field *field =
        main_field ? fields_find(&reply->fields, span_of(main_field)) : NULL;
    if (field)
        field_format(&text, field);
    return arena_copy(arena, buffer_span(&text));
}
