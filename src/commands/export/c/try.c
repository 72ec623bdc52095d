/* Errors in C: a call that fails ends the program, or the try around it. */
#include "export/c/c.h"

#include "export/translate/translate.h"

/* `waits` says in C whether EAGAIN tells of a timeout. */
static void check_call(struct translation *t, const char *text, const char *what, const char *waits)
{
    const struct open_try *try = t->open_try;

    line(t, "if (%s < 0)%s", text, try ? " {" : "");
    if (!try) {
        line(t, "    fail(\"%s\");", what);
        return;
    }
    if (t->uses_status)
        line(t, "    status = category(%s);", waits);
    else
        line(t, "    complain(\"%s\");", what);
    line(t, "    goto done%u;", try->label);
    line(t, "}");
}

void c_check_call(struct translation *t, const char *text, const char *what)
{
    check_call(t, text, what, "0");
}

void c_check_waiting(struct translation *t, const char *text, const char *what, const char *handle)
{
    check_call(t, text, what, made(t, "waits(%s)", handle));
}

void c_open_try(struct translation *t)
{
    open_try(t);
}

static size_t line_start(const struct buffer *text, size_t end)
{
    while (end && text->data[end - 1] != '\n')
        end--;
    return end;
}

/* Where the last line is a call, what follows an error follows anyway: no jump. */
static bool drop_last_jump(struct translation *t, const char *jump)
{
    static const char brace[] = " {";
    unsigned column = 4 * t->indent;
    const char *tail = made(t, "%*s%s\n%*s}\n", column + 4, "", jump, column, "");
    size_t length = strlen(tail);

    if (t->out.length < length || memcmp(t->out.data + t->out.length - length, tail, length) != 0)
        return false;
    t->out.length -= length;
    size_t handling = line_start(&t->out, t->out.length - 1), end = handling - 1;
    memmove(t->out.data + end - strlen(brace), t->out.data + end, t->out.length - end);
    t->out.length -= strlen(brace);
    return true;
}

/* Before what has been written since. */
static void insert_comment(struct translation *t, size_t start, const char *comment)
{
    struct span rest = {t->out.data + start, t->out.length - start};
    struct span kept = arena_copy(&t->arena, rest);

    t->out.length = start;
    line(t, "/* %s */", comment);
    buffer_append(&t->out, kept);
}

static bool has_since(const struct translation *t, size_t start, const char *text)
{
    return t->out.length > start &&
           memmem(t->out.data + start, t->out.length - start, text, strlen(text));
}

void c_close_try(struct translation *t, const struct step *step, bool sets_status)
{
    struct open_try try = close_try(t);
    const char *jump = made(t, "goto done%u;", try.label);
    bool failed_last = drop_last_jump(t, jump);

    if (failed_last && sets_status) {
        line(t, "else");
        line(t, "    status = %s;", c_literal(t, span_of(t->status.known)));
    } else if (sets_status) {
        status_say(t);
    }
    if (step && step->code[0])
        insert_comment(t, try.start, made(t, "as it was seen: %s", step->code));
    if (has_since(t, try.start, jump)) {
        t->indent--;
        line(t, "done%u:;", try.label);
        t->indent++;
    }
    if (has_since(t, try.start, "open_output("))
        line(t, "close_output();");
}
