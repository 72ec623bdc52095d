/* Bytes that grow. A zeroed struct is an empty buffer; buffer_free() releases it and may be
 * repeated. */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include "base/span.h"

#include <stdarg.h>
#include <stdbool.h>

struct buffer {
    char *data;
    size_t length;
    size_t capacity;
};

/* Make room for `extra` bytes more and return where they go. */
char *buffer_reserve(struct buffer *buffer, size_t extra);

/* The same for a value that may be large: false when there is no memory, the buffer unchanged. */
bool buffer_try_reserve(struct buffer *buffer, size_t extra);

void buffer_append(struct buffer *buffer, struct span bytes);
void buffer_append_text(struct buffer *buffer, const char *text);
void buffer_append_byte(struct buffer *buffer, char byte);
void buffer_append_repeated(struct buffer *buffer, char byte, size_t count);
void buffer_printf(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void buffer_vprintf(struct buffer *buffer, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0), nonnull(2)));
/* The bytes from `count` on, moved to the front. */
void buffer_consume(struct buffer *buffer, size_t count);

/* The content with a NUL behind it, for calls that want a C string; owned by the buffer. */
const char *buffer_text(struct buffer *buffer);

static inline struct span buffer_span(const struct buffer *buffer)
{
    return (struct span){buffer->data, buffer->length};
}

static inline void buffer_clear(struct buffer *buffer)
{
    buffer->length = 0;
}

void buffer_free(struct buffer *buffer);
#define cleanup_buffer __attribute__((cleanup(buffer_free)))

#endif
