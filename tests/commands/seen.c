#include "seen.h"

#include "base/memory.h"
#include "harness.h"
#include "ui/render.h"

#include <stdio.h>
#include <stdlib.h>

static char *copy_span(struct span text)
{
    char *copy = memory_new(text.length + 1);

    if (text.length)
        memcpy(copy, text.data, text.length);
    return copy;
}

static void add(struct seen *seen, const char *path, struct span value)
{
    struct seen_field *field = NEW(struct seen_field);

    *field = (struct seen_field){memory_copy_text(path), copy_span(value), seen->fields};
    seen->fields = field;
}

static void add_part(struct seen *seen, const struct fields *fields, const char *prefix,
                     const char *part)
{
    cleanup_buffer struct buffer path = {0};
    cleanup_buffer struct buffer value = {0};
    const struct field *field = fields_at(fields, span_of(part), fields->arena);

    if (!field)
        return;
    buffer_printf(&path, "%s%s", prefix, part);
    field_format(&value, field);
    add(seen, buffer_text(&path), buffer_span(&value));
}

static void add_fields(struct seen *seen, const struct fields *fields, const char *prefix);

static void add_address(struct seen *seen, const struct fields *fields, const char *prefix,
                        const char *name)
{
    static const char *const parts[] = {"family",    "address",   "port",       "path",
                                        "interface", "ethertype", "packet_type"};

    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        cleanup_buffer struct buffer part = {0};
        buffer_printf(&part, "%s.%s", name, parts[i]);
        add_part(seen, fields, prefix, buffer_text(&part));
    }
}

static void add_list(struct seen *seen, const struct list *list, const char *path)
{
    unsigned i = 0;

    for (const struct fields *row = list->first; row; row = row->next) {
        cleanup_buffer struct buffer prefix = {0};
        buffer_printf(&prefix, "%s.%u.", path, i++);
        add_fields(seen, row, buffer_text(&prefix));
    }
}

static void add_fields(struct seen *seen, const struct fields *fields, const char *prefix)
{
    for (const struct field *field = fields->first; field; field = field->next) {
        cleanup_buffer struct buffer path = {0};
        buffer_printf(&path, "%s%s", prefix, field->name);
        add_part(seen, fields, prefix, field->name);
        if (field->type == FIELD_ADDRESS)
            add_address(seen, fields, prefix, field->name);
        if (field->type == FIELD_LIST)
            add_list(seen, field->list, buffer_text(&path));
        if (field->type == FIELD_OBJECT) {
            buffer_append_byte(&path, '.');
            add_fields(seen, field->object, buffer_text(&path));
        }
    }
}

static char *render(const struct outcome *outcome, struct output (*renderer)(struct render *))
{
    char *text = NULL;
    size_t length;
    FILE *file = open_memstream(&text, &length);
    struct render render = {.out = file, .errors = file, .names_place = true};
    struct output output = renderer(&render);

    output.show(output.context, outcome);
    fclose(file);
    return text;
}

struct seen *seen_copy(const struct outcome *outcome)
{
    struct seen *seen = NEW(struct seen);

    *seen = (struct seen){
        .command = outcome->command,
        .handle = copy_span(outcome->handle),
        .ok = !outcome->error,
        .says = outcome->command ? outcome->command->says : NULL,
        .text = render(outcome, render_text),
        .json = render(outcome, render_json),
    };
    if (outcome->error)
        seen->error = *outcome->error;
    if (!outcome->reply)
        return seen;
    if (outcome->reply->says)
        seen->says = outcome->reply->says;
    seen->has_data = outcome->reply->has_data;
    buffer_append(&seen->data, buffer_span(&outcome->reply->data));
    add_fields(seen, &outcome->reply->fields, "");
    return seen;
}

void seen_free(struct seen *seen)
{
    for (struct seen *next; seen; seen = next) {
        next = seen->next;
        for (struct seen_field *field = seen->fields, *after; field; field = after) {
            after = field->next;
            free(field->path);
            free(field->value);
            free(field);
        }
        buffer_free(&seen->data);
        free(seen->handle);
        free(seen->text);
        free(seen->json);
        free(seen);
    }
}

const char *seen_field(const struct seen *seen, const char *path)
{
    for (const struct seen_field *field = seen->fields; field; field = field->next)
        if (strcmp(field->path, path) == 0)
            return field->value;
    return NULL;
}
