/* What a program begins with: the imports, #includes and functions that its lines ask for, each once. */
#include "export/translate/parts.h"

#include "base/buffer.h"
#include "export/translate/language.h"

#include <assert.h>
#include <ctype.h>

enum { PARTS = 256 };

struct scan {
    const struct language *language;
    const struct part *parts[PARTS]; /* of all tables */
    size_t count;
    bool wanted[PARTS], scanned[PARTS];
    bool grew;
};

static struct scan scan_start(const struct language *language)
{
    struct scan scan = {.language = language};

    for (const struct part *const *table = language->parts; *table; table++)
        for (const struct part *part = *table; part->text; part++) {
            assert(scan.count < PARTS);
            scan.parts[scan.count++] = part;
        }
    return scan;
}

static bool is_word_byte(char byte)
{
    return isalnum((unsigned char)byte) || byte == '_';
}

/* Whether one of the part's words is this one; a word that ends with a dot or parenthesis wants it
 * behind, with a star anything. */
static bool asks_for(const char *words, struct span word, char behind)
{
    for (const char *end; *words; words = *end ? end + 1 : end) {
        end = strchrnul(words, ' ');
        size_t length = (size_t)(end - words);
        bool marked = length && strchr(".(", words[length - 1]);
        if (length && words[length - 1] == '*' && word.length >= length &&
            memcmp(words, word.data, length - 1) == 0)
            return true;
        if (length - marked == word.length && memcmp(words, word.data, word.length) == 0 &&
            (!marked || behind == words[length - 1]))
            return true;
    }
    return false;
}

bool parts_know(const struct language *language, struct span name)
{
    for (const struct part *const *table = language->parts; *table; table++)
        for (const struct part *part = *table; part->text; part++)
            if (asks_for(part->words, name, '(') || asks_for(part->words, name, '.'))
                return true;
    return false;
}

static void want(struct scan *scan, struct span word, char behind)
{
    for (size_t i = 0; i < scan->count; i++)
        if (!scan->wanted[i] && asks_for(scan->parts[i]->words, word, behind))
            scan->wanted[i] = scan->grew = true;
}

/* The length of a string literal. */
static size_t literal_length(struct span text)
{
    size_t i = 1;

    while (i < text.length && text.data[i] != text.data[0])
        i += 1 + (text.data[i] == '\\');
    return i + 1;
}

static void scan_text(struct scan *scan, struct span text);

/* What stands in the braces of f"..." is code. */
static void scan_f_string(struct scan *scan, struct span text)
{
    const char *open, *close;

    while (text.length && (open = memchr(text.data, '{', text.length)) != NULL) {
        text = span_after(text, (size_t)(open - text.data) + 1);
        close = text.length ? memchr(text.data, '}', text.length) : NULL;
        size_t length = close ? (size_t)(close - text.data) : text.length;
        scan_text(scan, (struct span){text.data, length});
        text = span_after(text, length);
    }
}

static void scan_text(struct scan *scan, struct span text)
{
    while (text.length) {
        size_t taken = 1;
        if (is_word_byte(text.data[0])) {
            while (taken < text.length && is_word_byte(text.data[taken]))
                taken++;
            struct span word = {text.data, taken};
            want(scan, word, taken < text.length ? text.data[taken] : '\0');
            if (span_is(word, "f") && taken < text.length && text.data[taken] == '"') {
                struct span rest = span_after(text, taken);
                size_t length = literal_length(rest);
                scan_f_string(scan, (struct span){rest.data, length});
                taken += length;
            }
        } else if (text.data[0] == '"' || text.data[0] == '\'') {
            taken = literal_length(text);
        } else if (span_starts(text, SPAN("/*"))) {
            const char *end = memmem(text.data, text.length, "*/", 2);
            taken = end ? (size_t)(end - text.data) : text.length;
        } else if (span_starts(text, span_of(scan->language->comment))) {
            const char *end = memchr(text.data, '\n', text.length);
            taken = end ? (size_t)(end - text.data) : text.length;
        }
        text = span_after(text, taken);
    }
}

/* What the text asks for, and what that asks for. */
static void scan_all(struct scan *scan, struct span text)
{
    scan_text(scan, text);
    do {
        scan->grew = false;
        for (size_t i = 0; i < scan->count; i++)
            if (scan->wanted[i] && !scan->scanned[i]) {
                scan->scanned[i] = true;
                scan_text(scan, span_of(scan->parts[i]->text));
                scan->grew = true;
            }
    } while (scan->grew);
}

void parts_write(const struct language *language, struct span text, struct buffer *out)
{
    struct scan scan = scan_start(language);
    bool any = false;

    scan_all(&scan, text);
    for (size_t i = 0; i < scan.count; i++)
        if (scan.wanted[i] && !scan.parts[i]->is_function) {
            buffer_append_text(out, scan.parts[i]->text);
            any = true;
        }
    for (size_t i = 0; i < scan.count; i++)
        if (scan.wanted[i] && scan.parts[i]->is_function) {
            buffer_append_text(out, any ? language->gap : "");
            buffer_append_text(out, scan.parts[i]->text);
            any = true;
        }
    buffer_append_text(out, any ? language->gap : "");
    buffer_append(out, text);
}
