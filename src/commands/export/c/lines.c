/* Statements in C: calls and their errors, blocks, files and commands. */
#include "export/c/c.h"

#include "commands.h"
#include "export/translate/language.h"
#include "export/translate/translate.h"
#include "export/translate/variable.h"

static void write_assignment(struct translation *t, const char *name, const char *value)
{
    if (strcmp(name, value) != 0)
        line(t, "%s = %s;", name, value);
}

void c_assign(struct translation *t, const char *name, enum code_type type, struct code code)
{
    if (strcmp(name, t->language->status) == 0)
        line(t, "status = %s;", c_literal(t, code.value));
    else if (type == CODE_STRING)
        write_assignment(t, name, c_write(t, code, AS_TEXT));
    else if (type == CODE_NUMBER)
        write_assignment(t, name, c_write(t, code, AS_NUMBER));
    else
        line(t, "set(&%s, %s);", name, c_write(t, code, AS_VALUE));
}

static bool may_wait(const struct call *call)
{
    return call_waits_on_handle(call) && !call_option(call, "nowait");
}

void c_call(struct translation *t, const struct call *call, const char *text)
{
    enum export_gives gives = call->command->exported->gives;
    bool gives_result = gives == EXPORT_HANDLE || gives == EXPORT_NUMBER;

    const char *result = gives_result ? call->into : NULL;

    if (result && gives == EXPORT_NUMBER && t->open_try) /* the variable stays, where it fails */
        result = variable_declare(t, name_of_ours(t, "number"), code_expression(CODE_NUMBER, ""));
    if (result)
        line(t, "%s = %s;", result, text);
    if (may_wait(call))
        c_check_waiting(t, result ? result : text, call->command->name,
                        handle_name(t, call->handle->name));
    else
        c_check_call(t, result ? result : text, call->command->name);
    if (result && result != call->into)
        line(t, "%s = %s;", call->into, result);
}

void c_pair(struct translation *t, struct call *call, const char *first, const char *second)
{
    const char *ends = made(t, "ends%u", ++t->pairs);

    line(t, "int %s[2];", ends);
    call->into = ends;
    call_by_template(t, call, t->language->template(call->command->exported));
    line(t, "%s = %s[0];", first, ends);
    line(t, "%s = %s[1];", second, ends);
}

/* As it is and as text are the same. */
void c_show(struct translation *t, struct code code)
{
    if (code.constant && !(code.value.length && memchr(code.value.data, '\0', code.value.length)))
        line(t, "puts(%s);", c_literal(t, code.value));
    else if (code.type == CODE_NUMBER && !code.constant)
        line(t, "printf(\"%%lld\\n\", %s);", c_long(t, code.text));
    else if (code.printed)
        line(t, "printf(%s);", code.printed);
    else
        line(t, "say(%s);", c_write(t, code, AS_VALUE));
}

void c_check(struct translation *t, const char *condition)
{
    if (t->within_try)
        c_check_call(t, made(t, "check(%s)", condition), "assert");
    else
        line(t, "require(%s);", condition);
}

void c_check_open(struct translation *t, const char *handle)
{
    c_check_call(t, made(t, "check_open(%s)", handle), handle);
}

void c_check_set(struct translation *t, const char *mark)
{
    c_check_call(t, made(t, "check_set(%s)", mark), mark);
}

void c_check_peer(struct translation *t, const char *handle)
{
    c_check_call(t, made(t, "check_peer(%s)", handle), handle);
}

/* That fails only where the program is wrong: no try catches it. */
void c_set_timeout(struct translation *t, struct scene_handle *handle, const char *seconds)
{
    line(t, "if (set_timeout(%s, %s) < 0)", handle_name(t, handle->name), seconds ? seconds : "-1");
    line(t, "    fail(\"timeout\");");
}

void c_open_if(struct translation *t, const char *condition)
{
    line(t, "if (%s) {", condition);
    t->indent++;
}

void c_open_else_if(struct translation *t, const char *condition)
{
    t->indent--;
    line(t, "} else if (%s) {", condition);
    t->indent++;
}

void c_open_else(struct translation *t)
{
    t->indent--;
    line(t, "} else {");
    t->indent++;
}

void c_open_while(struct translation *t, const char *condition)
{
    line(t, "while (%s) {", condition);
    t->indent++;
}

void c_leave_unless(struct translation *t, const char *condition)
{
    line(t, "if (!(%s))", condition);
    line(t, "    break;");
}

void c_open_repeat(struct translation *t, const char *count)
{
    unsigned number = ++t->temporaries;

    line(t, "for (long long left%u = %s; left%u > 0; left%u--) {", number, count, number, number);
    t->indent++;
}

void c_close_block(struct translation *t)
{
    t->indent--;
    line(t, "}");
}

void c_quit(struct translation *t, const char *status)
{
    line(t, "return %s;", status);
}

struct code c_read_file(struct translation *t, struct code path)
{
    const char *content = made(t, "file_content(%s)", c_write(t, path, AS_TEXT));

    return c_checked(t, code_expression(CODE_BYTES, content), "read");
}

void c_write_file(struct translation *t, struct code path, bool append, struct code data)
{
    c_check_call(t,
                 made(t, "write_file(%s, \"%s\", %s)", c_write(t, path, AS_TEXT),
                      append ? "ab" : "wb", c_write(t, data, AS_VALUE)),
                 "write");
}

void c_open_output(struct translation *t, struct code path, bool append)
{
    c_check_call(
        t, made(t, "open_output(%s, \"%s\")", c_write(t, path, AS_TEXT), append ? "ab" : "wb"),
        "open");
}

void c_write_output(struct translation *t, struct code data)
{
    c_check_call(t, made(t, "write_output(%s)", c_write(t, data, AS_VALUE)), "write");
}

void c_close_output(struct translation *t)
{
    c_check_call(t, "end_output()", "write");
}

void c_pipe(struct translation *t, struct span command, struct code data)
{
    c_check_call(t,
                 made(t, "pipe_to(%s, %s)", c_text_literal(t, span_trim_end(command)),
                      c_write(t, data, AS_VALUE)),
                 "popen");
}

void c_shell(struct translation *t, struct span command)
{
    c_check_call(t, made(t, "system(%s)", c_text_literal(t, command)), "system");
}

struct code c_output_of(struct translation *t, struct span command)
{
    return code_expression(CODE_BYTES, made(t, "output_of(%s)", c_text_literal(t, command)));
}

const char *c_poll(struct translation *t, const char *const *handles, size_t count,
                   const char *seconds, bool writable)
{
    cleanup_buffer struct buffer list = {0};

    for (size_t i = 0; i < count; i++)
        buffer_printf(&list, "%s%s", i ? ", " : "", handles[i]);
    return made(t, "wait_for((int[]){%s}, %zu, %s, %s)", buffer_text(&list), count,
                writable ? "POLLOUT" : "0", seconds ? seconds : "-1");
}
