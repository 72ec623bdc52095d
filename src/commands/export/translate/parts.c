/* What a program begins with: the imports, #includes and functions that its lines ask for, each once. */
#include "export/translate/parts.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "export/translate/language.h"

#include <assert.h>
#include <ctype.h>

enum { PARTS = 512, WATCHING = 16 };

struct part {
    struct span words, text;
    bool wanted, scanned;
};

struct parts {
    const struct language *language;
    struct part items[PARTS];     /* in the order in which a program has them */
    size_t count, imports;        /* of which so many come first */
    struct part others[WATCHING]; /* in their place where sockets are watched */
    size_t other_count;
    bool grew;
};

/* ---- the files ---- */

/* What stands behind the next line that begins a part; nothing where none does. */
static struct span behind_mark(struct span text, const char *mark)
{
    const char *at = text.length ? memmem(text.data, text.length, mark, strlen(mark)) : NULL;

    return at ? span_after(text, (size_t)(at - text.data) + strlen(mark)) : (struct span){0};
}

static struct span without_blank_lines_behind(struct span text)
{
    while (text.length > 1 && text.data[text.length - 2] == '\n')
        text.length--;
    return text;
}

/* The words that ask for it are what is left of the mark's line. */
static struct part part_of(struct span text)
{
    size_t words = (size_t)((const char *)memchr(text.data, '\n', text.length) - text.data);

    return (struct part){.words = {text.data, words},
                         .text = without_blank_lines_behind(span_after(text, words + 1))};
}

/* Returns how many there are. */
static size_t cut_apart(const char *file, const char *mark, struct part *items, size_t room)
{
    size_t count = 0;
    struct span text = behind_mark(span_of(file), mark);

    while (text.data) {
        struct span rest = behind_mark(text, mark);
        if (rest.data) /* the mark begins with the end of the line before it */
            text.length = (size_t)(rest.data - text.data) - strlen(mark) + 1;
        assert(count < room);
        items[count++] = part_of(text);
        text = rest;
    }
    return count;
}

struct parts *parts_read(struct arena *arena, const struct language *language)
{
    struct parts *parts = arena_new(arena, sizeof(*parts));
    const char *mark = language->part_mark;

    parts->language = language;
    parts->imports = cut_apart(language->imports, mark, parts->items, PARTS);
    parts->count =
        parts->imports +
        cut_apart(language->functions, mark, parts->items + parts->imports, PARTS - parts->imports);
    parts->other_count = cut_apart(language->watching, mark, parts->others, WATCHING);
    return parts;
}

/* ---- what asks for them ---- */

static bool is_word_byte(char byte)
{
    return isalnum((unsigned char)byte) || byte == '_';
}

/* Whether one of the part's words is this one. */
static bool asks_for(struct span words, struct span word, char behind)
{
    while (words.length) {
        const char *end = memchr(words.data, ' ', words.length);
        size_t length = end ? (size_t)(end - words.data) : words.length;
        bool marked = length && strchr(".(", words.data[length - 1]);
        if (length && words.data[length - 1] == '*' && word.length >= length &&
            memcmp(words.data, word.data, length - 1) == 0)
            return true;
        if (length - marked == word.length && memcmp(words.data, word.data, word.length) == 0 &&
            (!marked || behind == words.data[length - 1]))
            return true;
        words = span_after(words, end ? length + 1 : length);
    }
    return false;
}

bool parts_know(const struct parts *parts, struct span name)
{
    for (size_t i = 0; i < parts->count; i++)
        if (asks_for(parts->items[i].words, name, '(') ||
            asks_for(parts->items[i].words, name, '.'))
            return true;
    return false;
}

static void want(struct parts *parts, struct span word, char behind)
{
    for (struct part *part = parts->items; part < parts->items + parts->count; part++)
        if (!part->wanted && asks_for(part->words, word, behind))
            part->wanted = parts->grew = true;
}

/* The length of a string literal. */
static size_t literal_length(struct span text)
{
    size_t i = 1;

    while (i < text.length && text.data[i] != text.data[0])
        i += 1 + (text.data[i] == '\\');
    return i + 1;
}

static void scan_text(struct parts *parts, struct span text);

/* What stands in the braces of f"..." is code. */
static void scan_f_string(struct parts *parts, struct span text)
{
    const char *open, *close;

    while (text.length && (open = memchr(text.data, '{', text.length)) != NULL) {
        text = span_after(text, (size_t)(open - text.data) + 1);
        close = text.length ? memchr(text.data, '}', text.length) : NULL;
        size_t length = close ? (size_t)(close - text.data) : text.length;
        scan_text(parts, (struct span){text.data, length});
        text = span_after(text, length);
    }
}

static void scan_text(struct parts *parts, struct span text)
{
    while (text.length) {
        size_t taken = 1;
        if (is_word_byte(text.data[0])) {
            while (taken < text.length && is_word_byte(text.data[taken]))
                taken++;
            struct span word = {text.data, taken};
            want(parts, word, taken < text.length ? text.data[taken] : '\0');
            if (span_is(word, "f") && taken < text.length && text.data[taken] == '"') {
                struct span rest = span_after(text, taken);
                size_t length = literal_length(rest);
                scan_f_string(parts, (struct span){rest.data, length});
                taken += length;
            }
        } else if (text.data[0] == '"' || text.data[0] == '\'') {
            taken = literal_length(text);
        } else if (span_starts(text, SPAN("/*"))) {
            const char *end = memmem(text.data, text.length, "*/", 2);
            taken = end ? (size_t)(end - text.data) : text.length;
        } else if (span_starts(text, span_of(parts->language->comment))) {
            const char *end = memchr(text.data, '\n', text.length);
            taken = end ? (size_t)(end - text.data) : text.length;
        }
        text = span_after(text, taken);
    }
}

/* In a program that watches sockets some parts wait in another way. */
static void choose_watching(struct parts *parts)
{
    bool watches = false;

    for (const struct part *part = parts->items; part < parts->items + parts->count; part++)
        watches |= part->wanted && asks_for(part->words, SPAN("watch"), '(');
    for (size_t i = 0; watches && i < parts->count; i++)
        for (size_t k = 0; k < parts->other_count; k++)
            if (span_equal(parts->items[i].words, parts->others[k].words))
                parts->items[i].text = parts->others[k].text;
}

/* What the text asks for, and what that asks for. */
static void scan_all(struct parts *parts, struct span text)
{
    scan_text(parts, text);
    choose_watching(parts);
    do {
        parts->grew = false;
        for (struct part *part = parts->items; part < parts->items + parts->count; part++)
            if (part->wanted && !part->scanned) {
                part->scanned = true;
                scan_text(parts, part->text);
                parts->grew = true;
            }
    } while (parts->grew);
}

void parts_write(struct parts *parts, struct span text, struct buffer *out)
{
    const char *gap = parts->language->gap;
    size_t written = 0;

    scan_all(parts, text);
    for (size_t i = 0; i < parts->count; i++) {
        if (!parts->items[i].wanted)
            continue;
        buffer_append_text(out, i >= parts->imports && written ? gap : "");
        buffer_append(out, parts->items[i].text);
        written++;
    }
    buffer_append_text(out, written ? gap : "");
    buffer_append(out, text);
}
