/* The program in C around its lines: main(), and the variables that the lines mention. */
#include "export/c/c.h"

#include "export/translate/language.h"
#include "export/translate/parts.h"
#include "export/translate/translate.h"
#include "export/translate/variable.h"

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

/* What the code does with a name. */
enum mention { NOT_MENTIONED, SET, READ };

struct mentioned {
    struct span word;
    enum mention mention;
    UT_hash_handle hh;
};

/* The words of some code. */
struct mentions {
    struct arena arena;
    struct mentioned *words;
};

static struct mentioned *find_word(const struct mentions *mentions, struct span word)
{
    struct mentioned *found;

    HASH_FIND(hh, mentions->words, word.data, word.length, found);
    return found;
}

static void note_word(struct mentions *mentions, struct span word, enum mention mention)
{
    struct mentioned *noted = find_word(mentions, word);

    if (!noted) {
        noted = arena_new(&mentions->arena, sizeof(*noted));
        *noted = (struct mentioned){.word = word};
        HASH_ADD_KEYPTR(hh, mentions->words, noted->word.data, noted->word.length, noted);
    }
    noted->mention = mention > noted->mention ? mention : noted->mention;
}

static struct mentions mentions_of(const struct buffer *text)
{
    struct mentions mentions = {0};
    struct span rest = buffer_span(text), word;

    while (next_word(&rest, &word))
        if (word.data == text->data || word.data[-1] != '.')
            note_word(&mentions, word, span_starts(rest, SPAN(" = ")) ? SET : READ);
    return mentions;
}

static void mentions_free(struct mentions *mentions)
{
    HASH_CLEAR(hh, mentions->words);
    arena_free(&mentions->arena);
}

static enum mention mention_of(const struct mentions *mentions, const char *name)
{
    const struct mentioned *found = find_word(mentions, span_of(name));

    return found ? found->mention : NOT_MENTIONED;
}

static bool has(const struct mentions *mentions, const char *name)
{
    return mention_of(mentions, name) != NOT_MENTIONED;
}

static void declare_handles(struct translation *t, const struct mentions *body, struct buffer *out)
{
    for (const struct scene_handle *h = t->scene.by_name; h; h = h->hh.next) {
        const char *name = handle_name(t, h->name), *from = made(t, "%s_from", name);
        if (has(body, name))
            buffer_printf(out, "    int %s = -1;\n", name);
        if (has(body, from))
            buffer_printf(out, "    struct address %s = {0};\n", from);
    }
}

static void declare_variables(struct translation *t, const struct mentions *body,
                              struct buffer *out)
{
    for (struct variable *v = t->variables; v; v = v->next) {
        const char *name = variable_name(t, v->name);
        if (!has(body, name))
            continue;
        if (v->type == CODE_NUMBER)
            buffer_printf(out, "    long long %s = 0;\n", name);
        else if (v->type == CODE_STRING)
            buffer_printf(out, "    const char *%s = \"\";\n", name);
        else
            buffer_printf(out, "    static struct bytes %s = {\"\", 0, 0};\n", name);
    }
    if (has(body, t->language->data))
        buffer_printf(out, "    static struct bytes %s = {\"\", 0, 0};\n", t->language->data);
    if (has(body, "status"))
        buffer_append_text(out, "    const char *status = \"ok\";\n");
}

/* What is kept and never looked at would be warned of. */
static void ignore_unread(struct translation *t, const struct mentions *body, struct buffer *out)
{
    for (struct variable *v = t->variables; v; v = v->next)
        if (v->type <= CODE_STRING && mention_of(body, variable_name(t, v->name)) == SET)
            buffer_printf(out, "    (void)%s;\n", variable_name(t, v->name));
    for (struct scene_handle *h = t->scene.by_name; h; h = h->hh.next)
        if (mention_of(body, handle_name(t, h->name)) == SET && !scene_is_left_open(h))
            buffer_printf(out, "    (void)%s;\n", handle_name(t, h->name));
    if (mention_of(body, t->language->status) == SET)
        buffer_printf(out, "    (void)%s;\n", t->language->status);
}

static void close_handles(struct translation *t, struct buffer *out)
{
    for (struct scene_handle *h = t->scene.handles; h; h = h->next)
        if (scene_is_left_open(h) && h->nested)
            buffer_printf(out, "    if (%s >= 0)\n        close(%s);\n", handle_name(t, h->name),
                          handle_name(t, h->name));
        else if (scene_is_left_open(h))
            buffer_printf(out, "    close(%s);\n", handle_name(t, h->name));
}

void c_finish(struct translation *t, const struct buffer *body, struct buffer *out)
{
    cleanup_buffer struct buffer text = {0};
    struct mentions mentions = mentions_of(body);
    bool prints = has(&mentions, "puts") || has(&mentions, "say") || has(&mentions, "printf") ||
                  has(&mentions, "watch");

    if (t->constants.length)
        buffer_printf(&text, "%s\n", buffer_text(&t->constants));
    buffer_append_text(&text, "int main(void)\n{\n");
    size_t start = text.length;
    declare_handles(t, &mentions, &text);
    declare_variables(t, &mentions, &text);
    buffer_append_text(&text, text.length > start ? "\n" : "");
    if (prints)
        buffer_append_text(&text, "    setvbuf(stdout, NULL, _IOLBF, 0);\n");
    buffer_append(&text, buffer_span(body));
    close_handles(t, &text);
    ignore_unread(t, &mentions, &text);
    mentions_free(&mentions);
    buffer_append_text(&text, "    return 0;\n}\n");
    buffer_append_text(out, "/* What a session of socksh did, written by `export c`. */\n");
    export_forgotten(t->forgotten, "/* ", " */", out);
    buffer_append_text(out, "#ifndef _DEFAULT_SOURCE\n#define _DEFAULT_SOURCE\n#endif\n");
    parts_write(t->parts, buffer_span(&text), out);
}
