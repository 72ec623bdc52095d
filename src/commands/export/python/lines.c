/* Statements in Python 3. */
#include "export/python/python.h"

#include "base/escape.h"
#include "export/translate/language.h"
#include "export/translate/translate.h"
#include "export/translate/variable.h"

#include <ctype.h>

static enum wanted wanted_of(enum code_type type)
{
    return type == CODE_NUMBER ? AS_NUMBER : type == CODE_BYTES ? AS_BYTES : AS_TEXT;
}

void python_assign(struct translation *t, const char *name, enum code_type type, struct code code)
{
    const char *value = python_write(t, code, wanted_of(type));

    if (strcmp(name, value) != 0)
        line(t, "%s = %s", name, value);
}

void python_call(struct translation *t, const struct call *call, const char *text)
{
    if (call->into && !call->is_line)
        line(t, "%s = %s", call->into, text);
    else
        line(t, "%s", text);
}

void python_pair(struct translation *t, struct call *call, const char *first, const char *second)
{
    call->into = made(t, "%s, %s", first, second);
    call_by_template(t, call, t->language->template(call->command->exported));
}

static void print(struct translation *t, struct code code, enum wanted wanted)
{
    bool is_empty = code.constant && code.value.length == 0;

    line(t, "print(%s)", is_empty ? "" : python_write(t, code, wanted));
}

void python_show(struct translation *t, struct code code)
{
    print(t, code, AS_IT_IS);
}

void python_say(struct translation *t, struct code code)
{
    bool is_text = code.constant ? escape_is_utf8(code.value) : code.type != CODE_BYTES;

    if (!is_text)
        line(t, "say(%s)", python_write(t, code, AS_BYTES));
    else
        print(t, code, code.constant ? AS_TEXT : AS_IT_IS);
}

void python_check(struct translation *t, const char *condition)
{
    line(t, "assert %s", condition);
}

void python_check_open(struct translation *t, const char *handle)
{
    line(t, "check_open(%s)", handle);
}

void python_check_set(struct translation *t, const char *mark)
{
    line(t, "check_set(%s)", mark);
}

void python_check_peer(struct translation *t, const char *handle)
{
    line(t, "check_peer(%s)", handle);
}

void python_set_timeout(struct translation *t, struct scene_handle *handle, const char *seconds)
{
    line(t, "%s.settimeout(%s)", handle_name(t, handle->name), seconds ? seconds : "None");
}

/* Python compiles 20 loops and tries inside one another, where the handling of an error counts, too. */
static void open_block(struct translation *t, const char *head)
{
    enum { DEEPEST = 16 };

    line(t, "%s:", head);
    if (t->indent >= DEEPEST)
        give_up_for(t, "Python has no blocks so deep");
    t->indent++;
}

void python_open_if(struct translation *t, const char *condition)
{
    open_block(t, made(t, "if %s", condition));
}

/* Whether nothing but comments stand behind the line that opens the block: that alone ends with a colon. */
static bool is_empty_block(struct span text)
{
    while (text.length) {
        const char *end = text.data + text.length - 1, *start = end;
        while (start > text.data && start[-1] != '\n')
            start--;
        const char *first = start;
        while (first < end && *first == ' ')
            first++;
        if (*first != '#')
            return end > start && end[-1] == ':';
        text.length = (size_t)(start - text.data);
    }
    return false;
}

static void fill_block(struct translation *t)
{
    if (is_empty_block(buffer_span(&t->out)))
        line(t, "pass");
}

void python_close_block(struct translation *t)
{
    fill_block(t);
    t->indent--;
}

void python_open_else_if(struct translation *t, const char *condition)
{
    python_close_block(t);
    open_block(t, made(t, "elif %s", condition));
}

void python_open_else(struct translation *t)
{
    python_close_block(t);
    open_block(t, "else");
}

void python_open_while(struct translation *t, const char *condition)
{
    open_block(t, made(t, "while %s", condition));
}

void python_leave_unless(struct translation *t, const char *condition)
{
    line(t, "if not (%s):", condition);
    line(t, "    break");
}

void python_open_repeat(struct translation *t, const char *count)
{
    open_block(t, made(t, "for _ in range(%s)", count));
}

void python_open_try(struct translation *t)
{
    open_try(t);
    open_block(t, "try");
}

void python_close_try(struct translation *t, const struct step *step, bool sets_status)
{
    size_t start = close_try(t).start;
    bool is_interrupt = step && step->outcome == ERROR_INTERRUPTED;

    if (sets_status)
        status_say(t);
    python_close_block(t);
    if (is_interrupt) {
        line(t, "except KeyboardInterrupt:");
        line(t, "    pass");
        return;
    }
    line(t, "except %s as error:", python_exceptions(t, step, start));
    line(t, sets_status ? "    status = category(error)" : "    print(error, file=sys.stderr)");
}

void python_quit(struct translation *t, const char *status)
{
    line(t, "sys.exit(%s)", strcmp(status, "0") == 0 ? "" : status);
}

struct code python_read_file(struct translation *t, struct code path)
{
    if (path.constant && span_is(path.value, "-"))
        return code_expression(CODE_BYTES, "sys.stdin.buffer.read()");
    const char *name = python_path(t, path);
    return code_expression(CODE_BYTES, t->within_try ? made(t, "content_of(%s)", name)
                                                     : made(t, "Path(%s).read_bytes()", name));
}

/* Within a try what is written is not kept back: an error of the file's comes there, and has its name. */
void python_open_output(struct translation *t, struct code path, bool append)
{
    open_block(t, made(t, "with open(%s, \"%s\", buffering=0) as file", python_path(t, path),
                       append ? "ab" : "wb"));
}

void python_write_output(struct translation *t, struct code data)
{
    line(t, "write_to(file, %s)", python_write(t, data, AS_BYTES));
    python_close_output(t);
}

void python_close_output(struct translation *t)
{
    t->indent--;
}

void python_write_file(struct translation *t, struct code path, bool append, struct code data)
{
    const char *bytes = python_write(t, data, AS_BYTES);

    if (path.constant && span_is(path.value, "-")) {
        line(t, "sys.stdout.buffer.write(%s)", bytes);
    } else if (t->within_try) {
        python_open_output(t, path, append);
        python_write_output(t, data);
    } else if (append) {
        line(t, "with open(%s, \"ab\") as file:", python_path(t, path));
        line(t, "    file.write(%s)", bytes);
    } else {
        line(t, "Path(%s).write_bytes(%s)", python_path(t, path), bytes);
    }
}

const char *python_poll(struct translation *t, const char *const *handles, size_t count,
                        const char *seconds, bool writable)
{
    cleanup_buffer struct buffer list = {0};

    for (size_t i = 0; i < count; i++)
        buffer_printf(&list, "%s%s", i ? ", " : "", handles[i]);
    return made(t, "wait_for([%s]%s%s%s)", buffer_text(&list), seconds ? ", timeout=" : "",
                seconds ? seconds : "", writable ? ", writable=True" : "");
}

void python_pipe(struct translation *t, struct span command, struct code data)
{
    line(t, "subprocess.run(%s, shell=True, input=%s)",
         python_path(t, code_constant(span_trim_end(command))), python_write(t, data, AS_BYTES));
}

void python_shell(struct translation *t, struct span command)
{
    line(t, "subprocess.run(%s, shell=True)", python_path(t, code_constant(command)));
}

struct code python_output_of(struct translation *t, struct span command)
{
    return code_expression(CODE_BYTES,
                           made(t, "subprocess.run(%s, shell=True, stdout=subprocess.PIPE).stdout",
                                python_path(t, code_constant(command))));
}
