/* The program in C around its lines: main(), and the variables that the lines mention. */
#include "c.h"

#include "parts.h"

#include <ctype.h>

/* How many bytes of a literal or a comment stand here; 0 for none. */
static size_t length_of_text(struct span rest)
{
    size_t i = 1;

    if (span_starts(rest, SPAN("//")) || span_starts(rest, SPAN("/*"))) {
        const char *end = memchr(rest.data, '\n', rest.length);
        return end ? (size_t)(end - rest.data) : rest.length;
    }
    if (rest.data[0] != '"')
        return 0;
    while (i < rest.length && rest.data[i] != '"')
        i += 1 + (rest.data[i] == '\\');
    return i < rest.length ? i + 1 : rest.length;
}

/* The next word of the code; false at the end. A member's name is none. */
static bool next_word(struct span *rest, struct span *ret_word)
{
    while (rest->length) {
        size_t skipped = length_of_text(*rest), length = 0;
        while (!skipped && length < rest->length &&
               (isalnum((unsigned char)rest->data[length]) || rest->data[length] == '_'))
            length++;
        if (skipped || length == 0) {
            *rest = span_after(*rest, skipped ? skipped : 1);
            continue;
        }
        *ret_word = (struct span){rest->data, length};
        *rest = span_after(*rest, length);
        return true;
    }
    return false;
}

enum mention { NOT_MENTIONED, SET, READ };

static enum mention mention_of(const struct buffer *text, const char *name)
{
    struct span rest = buffer_span(text), word;
    enum mention mention = NOT_MENTIONED;

    while (next_word(&rest, &word)) {
        bool is_member = word.data > text->data && word.data[-1] == '.';
        if (is_member || !span_is(word, name))
            continue;
        if (!span_starts(rest, SPAN(" = ")))
            return READ;
        mention = SET;
    }
    return mention;
}

static bool mentions(const struct buffer *text, const char *name)
{
    return mention_of(text, name) != NOT_MENTIONED;
}

/* In the order in which they are made; the scene has the last one first. */
static void declare_handle(struct translation *t, const struct scene_handle *handle,
                           const struct buffer *body, struct buffer *out)
{
    if (!handle)
        return;
    declare_handle(t, handle->next, body, out);
    const char *name = handle->name.length ? handle_name(t, handle->name) : "-";
    const char *from = made(t, "%s_from", name);
    if (mentions(body, name))
        buffer_printf(out, "    int %s = -1;\n", name);
    if (mentions(body, from))
        buffer_printf(out, "    struct address %s = {0};\n", from);
}

static void declare_variables(struct translation *t, const struct buffer *body, struct buffer *out)
{
    for (struct variable *v = t->variables; v; v = v->next) {
        const char *name = variable_name(t, v->name);
        if (!mentions(body, name))
            continue;
        if (v->type == CODE_NUMBER)
            buffer_printf(out, "    long long %s = 0;\n", name);
        else if (v->type == CODE_STRING)
            buffer_printf(out, "    const char *%s = \"\";\n", name);
        else
            buffer_printf(out, "    static struct bytes %s = {\"\", 0, 0};\n", name);
    }
    if (mentions(body, t->language->data))
        buffer_printf(out, "    static struct bytes %s = {\"\", 0, 0};\n", t->language->data);
    if (mentions(body, "status"))
        buffer_append_text(out, "    const char *status = \"ok\";\n");
}

/* What is kept and never looked at would be warned of. */
static void ignore_unread(struct translation *t, const struct buffer *body, struct buffer *out)
{
    for (struct variable *v = t->variables; v; v = v->next)
        if (v->type <= CODE_STRING && mention_of(body, variable_name(t, v->name)) == SET)
            buffer_printf(out, "    (void)%s;\n", variable_name(t, v->name));
}

void c_finish(struct translation *t, const struct buffer *body, struct buffer *out)
{
    cleanup_buffer struct buffer text = {0};
    bool prints = mentions(body, "puts") || mentions(body, "say") || mentions(body, "printf");

    if (t->constants.length)
        buffer_printf(&text, "%s\n", buffer_text(&t->constants));
    buffer_append_text(&text, "int main(void)\n{\n");
    size_t start = text.length;
    declare_handle(t, t->scene.handles, body, &text);
    declare_variables(t, body, &text);
    buffer_append_text(&text, text.length > start ? "\n" : "");
    if (prints)
        buffer_append_text(&text, "    setvbuf(stdout, NULL, _IOLBF, 0);\n");
    buffer_append(&text, buffer_span(body));
    for (struct scene_handle *h = t->scene.handles; h; h = h->next)
        if (scene_is_left_open(h))
            buffer_printf(&text, "    close(%s);\n", handle_name(t, h->name));
    ignore_unread(t, body, &text);
    buffer_append_text(&text, "    return 0;\n}\n");
    buffer_append_text(out, "/* What a session of socksh did, written by `export c`. */\n"
                            "#ifndef _DEFAULT_SOURCE\n#define _DEFAULT_SOURCE\n#endif\n");
    parts_write(t->language, buffer_span(&text), out);
}
