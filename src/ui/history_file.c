#include "history_file.h"

#include "base/escape.h"
#include "ui/editor.h"

static bool is_control(unsigned character)
{
    return (character < ' ' && character != '\n' && character != '\t') ||
           (character >= 0x7F && character < 0xA0);
}

bool history_file_takes(struct span entry)
{
    unsigned character;
    size_t length;

    if (entry.length > EDITOR_HISTORY_ENTRY)
        return false;
    for (; entry.length; entry = span_after(entry, length))
        if (!escape_decode(entry, &character, &length) || is_control(character))
            return false;
    return true;
}

static struct span take_line(struct span *rest)
{
    const char *end = rest->length ? memchr(rest->data, '\n', rest->length) : NULL;
    struct span line = {rest->data, end ? (size_t)(end - rest->data) : rest->length};

    *rest = span_after(*rest, line.length + (end ? 1 : 0));
    return line;
}

static size_t digits(struct span text)
{
    size_t count = 0;

    while (count < text.length && text.data[count] >= '0' && text.data[count] <= '9')
        count++;
    return count;
}

/* A line `#SECONDS`. */
static bool is_time(struct span line)
{
    return line.length > 1 && line.data[0] == '#' && digits(span_after(line, 1)) == line.length - 1;
}

/* A line of an entry that looks like the beginning of such a line, as the comment `#123`, has one backslash more
 * in the file. This is how many stand there; -1 where the line looks otherwise. */
static int guards(struct span line)
{
    size_t count = 0;

    while (count < line.length && line.data[count] == '\\')
        count++;
    line = span_after(line, count);
    return line.length && line.data[0] == '#' && digits(span_after(line, 1)) ? (int)count : -1;
}

static void append_line(struct buffer *out, struct span line)
{
    if (guards(line) >= 0)
        buffer_append_byte(out, '\\');
    buffer_append(out, line);
    buffer_append_byte(out, '\n');
}

void history_file_append(struct buffer *out, struct span entry, long long seconds)
{
    buffer_printf(out, "#%lld\n", seconds);
    for (bool more = true; more;) {
        size_t before = entry.length;
        struct span line = take_line(&entry);
        more = line.length < before; /* a line feed stood behind it */
        append_line(out, line);
    }
}

/* So many digits are too many for a time. */
static long long seconds_of(struct span line)
{
    long long seconds = 0;

    for (size_t i = 1; i < line.length && line.length < 16; i++)
        seconds = seconds * 10 + (line.data[i] - '0');
    return seconds;
}

static void add_line(struct buffer *entry, struct span line)
{
    buffer_append(entry, guards(line) > 0 ? span_after(line, 1) : line);
}

bool history_file_next(struct span *rest, struct buffer *ret_entry, long long *ret_seconds)
{
    size_t lines = 0;

    buffer_clear(ret_entry);
    *ret_seconds = 0;
    if (rest->length == 0)
        return false;
    struct span line = take_line(rest), after = *rest;
    if (!is_time(line)) { /* a file without times has a line an entry */
        add_line(ret_entry, line);
        return true;
    }
    *ret_seconds = seconds_of(line);
    for (; after.length; *rest = after) {
        line = take_line(&after);
        if (is_time(line))
            break;
        if (lines++)
            buffer_append_byte(ret_entry, '\n');
        add_line(ret_entry, line);
    }
    return true;
}

struct span history_file_whole(struct span text)
{
    struct span rest = text;

    while (rest.length) {
        struct span before = rest;
        if (is_time(take_line(&rest)))
            return before;
    }
    return rest;
}
