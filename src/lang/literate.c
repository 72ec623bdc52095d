#include "lang/literate.h"

struct fence {
    char mark; /* '\0' for no fence */
    size_t length;
    struct span info;
};

struct literate literate_start(struct span document)
{
    return (struct literate){document, 1};
}

static struct span first_line(struct span text)
{
    const char *end = text.length ? memchr(text.data, '\n', text.length) : NULL;

    return (struct span){text.data, end ? (size_t)(end - text.data) + 1 : text.length};
}

static struct span trim_start(struct span text)
{
    while (text.length && text.data[0] == ' ')
        text = span_after(text, 1);
    return text;
}

static struct fence read_fence(struct span line)
{
    struct span text = trim_start(line);
    struct fence fence = {0};
    size_t length = 0;

    if (line.length - text.length > 3 || text.length == 0 || !strchr("`~", text.data[0]))
        return fence;
    while (length < text.length && text.data[length] == text.data[0])
        length++;
    if (length < 3)
        return fence;
    fence.info = span_trim_end(trim_start(span_after(text, length)));
    bool is_code =
        text.data[0] == '`' && fence.info.length && memchr(fence.info.data, '`', fence.info.length);
    if (!is_code) {
        fence.mark = text.data[0];
        fence.length = length;
    }
    return fence;
}

static void step(struct literate *literate, struct span line)
{
    literate->text = span_after(literate->text, line.length);
    literate->line++;
}

static bool closes(struct fence fence, struct fence open)
{
    return fence.mark == open.mark && fence.length >= open.length && fence.info.length == 0;
}

static void read_block(struct literate *literate, struct fence open, struct literate_part *part)
{
    const char *start = literate->text.data;

    part->line = literate->line;
    while (literate->text.length) {
        struct span line = first_line(literate->text);
        if (closes(read_fence(line), open)) {
            part->text = (struct span){start, (size_t)(literate->text.data - start)};
            step(literate, line);
            return;
        }
        step(literate, line);
    }
    part->text = (struct span){start, (size_t)(literate->text.data - start)};
}

static void read_prose(struct literate *literate, struct literate_part *part)
{
    const char *start = literate->text.data;

    part->line = literate->line;
    while (literate->text.length) {
        struct span line = first_line(literate->text);
        if (read_fence(line).mark)
            break;
        step(literate, line);
    }
    part->text = (struct span){start, (size_t)(literate->text.data - start)};
}

bool literate_next(struct literate *literate, struct literate_part *ret_part)
{
    *ret_part = (struct literate_part){0};
    if (literate->text.length == 0)
        return false;

    struct span line = first_line(literate->text);
    struct fence open = read_fence(line);
    if (open.mark) {
        step(literate, line);
        ret_part->kind = LITERATE_BLOCK;
        ret_part->info = open.info;
        read_block(literate, open, ret_part);
    } else {
        read_prose(literate, ret_part);
    }
    return true;
}
