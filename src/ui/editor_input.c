#include "editor_input.h"

#include "base/memory.h"

#include <signal.h>
#include <stdio.h>
#include <termios.h>

enum { ROOM = 4096, MARK = 6 };

static const char paste_begins[] = "\033[200~", paste_ends[] = "\033[201~";

/* Readline's state is the process's, so this is too. */
static struct {
    char interrupt_key, suspend_key, quit_key;
    bool pasting;   /* inside a bracketed paste */
    size_t marked;  /* bytes seen of the mark that begins or ends one */
    bool in_doubt;  /* the last byte */
    bool cancelled; /* the line: what was fed since then is the next one's */
    char *bytes;
    size_t used, length, capacity;
    size_t searched;     /* of an opened paste at the beginning, for its end */
    size_t paste_length; /* of a whole one there, without its marks; else 0 */
} input;

void editor_input_keys(const struct termios *terminal)
{
    input.interrupt_key = (char)terminal->c_cc[VINTR];
    input.suspend_key = (char)terminal->c_cc[VSUSP];
    input.quit_key = (char)terminal->c_cc[VQUIT];
}

/* Follows where a paste begins and ends. */
static bool is_typed(char byte)
{
    const char *mark = input.pasting ? paste_ends : paste_begins;

    input.marked = byte == mark[input.marked] ? input.marked + 1 : byte == mark[0];
    if (input.marked == MARK) {
        input.pasting = !input.pasting;
        input.marked = 0;
    }
    return !input.pasting;
}

static void reserve(size_t more)
{
    if (input.capacity >= input.length + more)
        return;
    input.capacity = 2 * (input.length + more) + ROOM;
    input.bytes = memory_resize(input.bytes, input.capacity);
}

/* The line is dropped when the loop takes the signal; what follows has to wait for that. What came before it is
 * dropped here, as the terminal would have. */
static void cancel_line(void)
{
    editor_input_drop();
    input.cancelled = true;
    raise(SIGINT);
}

static void add_byte(char byte)
{
    bool typed = is_typed(byte);

    if (typed && byte == input.interrupt_key)
        cancel_line();
    else if (typed && byte == input.suspend_key)
        raise(SIGTSTP);
    else if (!typed || byte != input.quit_key)
        input.bytes[input.length++] = byte;
}

void editor_input_add(const char *bytes, size_t length)
{
    if (input.used > 0) {
        memmove(input.bytes, input.bytes + input.used, input.length - input.used);
        input.length -= input.used;
        input.used = 0;
    }
    reserve(length);
    for (size_t i = 0; i < length; i++)
        add_byte(bytes[i]);
    input.in_doubt = input.pasting && length && bytes[length - 1] == input.interrupt_key;
}

bool editor_input_is_in_doubt(void)
{
    return input.in_doubt;
}

void editor_input_settle(void)
{
    if (!input.in_doubt)
        return;
    input.in_doubt = input.pasting = false;
    raise(SIGINT);
}

int editor_input_next(void)
{
    if (!editor_input_has_more())
        return EOF;
    return (unsigned char)input.bytes[input.used++];
}

bool editor_input_has_more(void)
{
    return !input.cancelled && input.used < input.length;
}

/* Of a long paste only what is new is searched. */
bool editor_input_is_complete(void)
{
    const char *start = input.bytes + input.used;
    size_t length = input.length - input.used;

    input.paste_length = 0;
    if (length > 2 && length < MARK && memcmp(start, paste_begins, length) == 0)
        return false;
    if (length < MARK || memcmp(start, paste_begins, MARK) != 0)
        return true;
    size_t from = input.searched > MARK ? input.searched - MARK : MARK;
    const char *end = memmem(start + from, length - from, paste_ends, MARK);
    input.searched = end ? 0 : length;
    if (end)
        input.paste_length = (size_t)(end - start) - MARK;
    return end;
}

struct span editor_input_paste(void)
{
    if (!input.paste_length)
        return (struct span){0};
    return (struct span){input.bytes + input.used + MARK, input.paste_length};
}

void editor_input_skip_paste(void)
{
    input.used += input.paste_length + 2 * MARK;
    input.paste_length = 0;
}

size_t editor_input_spell_nuls(void)
{
    size_t length = input.paste_length, count = 0;

    for (size_t i = 0; i < length; i++)
        count += input.bytes[input.used + MARK + i] == '\0';
    reserve(count);
    char *text = input.bytes + input.used + MARK;
    memmove(text + length + count, text + length, input.length - input.used - MARK - length);
    /* From the end, so that nothing is written over before it was moved. */
    for (size_t from = length, to = length + count; to > from;) {
        text[--to] = text[--from] ? text[from] : '0';
        if (!text[from])
            text[--to] = '\\';
    }
    input.length += count;
    input.paste_length += count;
    return count;
}

void editor_input_cancel(void)
{
    if (!input.cancelled)
        editor_input_drop();
    input.cancelled = false;
}

void editor_input_drop(void)
{
    input.used = input.length = input.searched = input.paste_length = 0;
    input.in_doubt = input.cancelled = false;
}
