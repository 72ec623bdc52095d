#include "base/buffer.h"

#include "base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { SMALLEST = 64 };

static size_t grown(const struct buffer *buffer, size_t extra)
{
    size_t needed = buffer->length + extra;
    size_t doubled = buffer->capacity * 2;

    if (doubled < SMALLEST)
        doubled = SMALLEST;
    return needed > doubled ? needed : doubled;
}

bool buffer_try_reserve(struct buffer *buffer, size_t extra)
{
    if (buffer->data && extra <= buffer->capacity - buffer->length)
        return true;
    if (extra > SIZE_MAX / 4 - buffer->length)
        return false;

    size_t capacity = grown(buffer, extra);
    char *data = realloc(buffer->data, capacity);
    if (!data)
        return false;
    buffer->data = data;
    buffer->capacity = capacity;
    return true;
}

char *buffer_reserve(struct buffer *buffer, size_t extra)
{
    if (!buffer->data || extra > buffer->capacity - buffer->length) {
        buffer->capacity = grown(buffer, extra);
        buffer->data = memory_resize(buffer->data, buffer->capacity);
    }
    return buffer->data + buffer->length;
}

void buffer_append(struct buffer *buffer, struct span bytes)
{
    if (bytes.length == 0)
        return;
    memcpy(buffer_reserve(buffer, bytes.length), bytes.data, bytes.length);
    buffer->length += bytes.length;
}

void buffer_append_text(struct buffer *buffer, const char *text)
{
    buffer_append(buffer, span_of(text));
}

void buffer_append_byte(struct buffer *buffer, char byte)
{
    *buffer_reserve(buffer, 1) = byte;
    buffer->length++;
}

void buffer_append_repeated(struct buffer *buffer, char byte, size_t count)
{
    memset(buffer_reserve(buffer, count + 1), byte, count);
    buffer->length += count;
}

void buffer_vprintf(struct buffer *buffer, const char *format, va_list arguments)
{
    va_list again;

    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length < 0)
        return;
    vsnprintf(buffer_reserve(buffer, (size_t)length + 1), (size_t)length + 1, format, arguments);
    buffer->length += (size_t)length;
}

void buffer_printf(struct buffer *buffer, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    buffer_vprintf(buffer, format, arguments);
    va_end(arguments);
}

void buffer_consume(struct buffer *buffer, size_t count)
{
    if (count < buffer->length)
        memmove(buffer->data, buffer->data + count, buffer->length - count);
    buffer->length -= count < buffer->length ? count : buffer->length;
}

const char *buffer_text(struct buffer *buffer)
{
    *buffer_reserve(buffer, 1) = '\0';
    return buffer->data;
}

void buffer_free(struct buffer *buffer)
{
    free(buffer->data);
    *buffer = (struct buffer){0};
}
