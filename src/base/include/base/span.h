/* A span is a view of bytes that somebody else owns; any byte may stand in it, NUL included. */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

struct span {
    const char *data;
    size_t length;
};

/* A span over a string literal. */
#define SPAN(literal) ((struct span){(literal), sizeof(literal) - 1})

/* printf's "%.*s" for a span that is known to be short. */
#define SPAN_ARGS(span) (int)(span).length, (span).data

static inline struct span span_of(const char *text)
{
    return (struct span){text, strlen(text)};
}

static inline bool span_equal(struct span a, struct span b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

/* Searches of tables ask this of every row: the first byte settles most. */
static inline bool span_is(struct span a, const char *text)
{
    return (a.length == 0 || a.data[0] == *text) && span_equal(a, span_of(text));
}

/* Without the blanks at its end. */
static inline struct span span_trim_end(struct span text)
{
    while (text.length && strchr(" \t\r\n", text.data[text.length - 1]))
        text.length--;
    return text;
}

/* The same, letters of ASCII in any case. */
static inline bool span_is_any_case(struct span a, const char *text)
{
    return a.length == strlen(text) && (a.length == 0 || strncasecmp(a.data, text, a.length) == 0);
}

static inline bool span_starts(struct span a, struct span beginning)
{
    return a.length >= beginning.length &&
           span_equal((struct span){a.data, beginning.length}, beginning);
}

/* How many letters, digits and _ it begins with. */
static inline size_t span_word_length(struct span text)
{
    size_t length = 0;

    while (length < text.length &&
           (isalnum((unsigned char)text.data[length]) || text.data[length] == '_'))
        length++;
    return length;
}

/* What is left of `a` after its first `count` bytes; all gone when there are fewer. */
static inline struct span span_after(struct span a, size_t count)
{
    if (count > a.length)
        count = a.length;
    if (count == 0) /* null plus nothing is undefined */
        return a;
    return (struct span){a.data + count, a.length - count};
}

#endif
