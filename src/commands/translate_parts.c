/* What a program begins with: the imports, #includes and functions that its lines ask for, each once. */
#include "translate.h"

#include <ctype.h>

enum { PARTS = 160 };

struct scan {
    const struct language *language;
    bool wanted[PARTS];
    bool grew;
};

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

static void want(struct scan *scan, struct span word, char behind)
{
    const struct part *part = scan->language->parts;

    for (size_t i = 0; part[i].text && i < PARTS; i++)
        if (!scan->wanted[i] && asks_for(part[i].words, word, behind))
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

void parts_write(const struct language *language, struct span text, struct buffer *out)
{
    struct scan scan = {.language = language};
    const struct part *parts = language->parts;
    bool scanned[PARTS] = {false};

    scan_text(&scan, text);
    do {
        scan.grew = false;
        for (size_t i = 0; parts[i].text; i++)
            if (scan.wanted[i] && !scanned[i]) {
                scanned[i] = true;
                scan_text(&scan, span_of(parts[i].text));
                scan.grew = true;
            }
    } while (scan.grew);
    bool any = false;
    for (size_t i = 0; parts[i].text; i++)
        if (scan.wanted[i] && !parts[i].is_function) {
            buffer_append_text(out, parts[i].text);
            any = true;
        }
    for (size_t i = 0; parts[i].text; i++)
        if (scan.wanted[i] && parts[i].is_function) {
            buffer_append_text(out, any ? language->gap : "");
            buffer_append_text(out, parts[i].text);
            any = true;
        }
    buffer_append_text(out, any ? language->gap : "");
    buffer_append(out, text);
}
