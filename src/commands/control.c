/* repeat, if, while, try: statements with blocks in them. They get their words unexpanded. */
#include "commands.h"
#include "export/translate/writers.h"

#include "base/number.h"
#include "shell/condition.h"
#include "shell/expand.h"
#include "shell/run.h"
#include "shell/session.h"

/* Words of the statement, taken one by one. */
struct cursor {
    struct request *request;
    struct error *error;
    size_t next;
};

static bool fail_form(struct cursor *cursor, const char *wanted)
{
    const struct statement *statement = cursor->request->statement;

    error_set(cursor->error, ERROR_USAGE, "%s is missing here", wanted);
    error_hint(cursor->error, "%s", cursor->request->command->examples[0].statement);
    if (cursor->next < statement->word_count) {
        error_set(cursor->error, ERROR_USAGE, "%s belongs here", wanted);
        error_hint(cursor->error, "as in: %s", cursor->request->command->examples[0].statement);
        error_at(cursor->error, statement->words[cursor->next].place);
    }
    return false;
}

static bool at_end(const struct cursor *cursor)
{
    return cursor->next == cursor->request->statement->word_count;
}

static const struct word *take(struct cursor *cursor)
{
    return &cursor->request->statement->words[cursor->next++];
}

static bool take_block(struct cursor *cursor, const struct block **ret_block)
{
    if (at_end(cursor) || !cursor->request->statement->words[cursor->next].block)
        return fail_form(cursor, "a block { ... }");
    *ret_block = take(cursor)->block;
    return true;
}

static bool take_end(struct cursor *cursor)
{
    return at_end(cursor) || fail_form(cursor, "the end of the statement");
}

/* Three words of a condition, kept to be evaluated as often as one likes. */
struct condition {
    const struct word *a, *operator_word, *b;
};

static bool take_condition(struct cursor *cursor, struct condition *ret_condition)
{
    const struct word *words[3];

    for (int i = 0; i < 3; i++) {
        if (at_end(cursor) || cursor->request->statement->words[cursor->next].block)
            return fail_form(cursor, "a condition A OPERATOR B");
        words[i] = take(cursor);
    }
    *ret_condition = (struct condition){words[0], words[1], words[2]};
    return true;
}

static bool evaluate(struct session *session, const struct condition *condition, bool *ret_holds,
                     struct error *error)
{
    struct arena_mark mark = arena_mark(&session->arena);
    struct span a, comparison, b;
    bool done = expand_word(session, condition->a, &a, error) &&
                expand_word(session, condition->operator_word, &comparison, error) &&
                expand_word(session, condition->b, &b, error) &&
                (condition_evaluate(a, comparison, b, ret_holds, error) ||
                 error_at(error, condition->operator_word->place));

    arena_release(&session->arena, mark);
    return done;
}

static bool take_count(struct cursor *cursor, int64_t *ret_count)
{
    const struct word *word;
    struct span text;

    if (at_end(cursor) || cursor->request->statement->words[cursor->next].block)
        return fail_form(cursor, "how often, a number,");
    word = take(cursor);
    if (!expand_word(cursor->request->session, word, &text, cursor->error))
        return false;
    if (number_integer(text, ret_count) && *ret_count >= 0)
        return true;
    char shown[64];
    error_copy(shown, sizeof(shown), text);
    error_set(cursor->error, ERROR_USAGE, "N is a whole number, not \"%s\"", shown);
    return error_at(cursor->error, word->place);
}

static bool run_repeat(struct request *request, struct reply *reply, struct error *error)
{
    struct cursor cursor = {request, error, 0};
    const struct block *body = NULL;
    int64_t count;

    (void)reply;
    if (!take_count(&cursor, &count) || !take_block(&cursor, &body) || !take_end(&cursor))
        return false;
    bool done = true;
    request->session->loops++;
    while (done && count-- > 0 && !request->session->quitting)
        done = run_block(request->session, body, error);
    request->session->loops--;
    return done;
}

static bool is_word(const struct cursor *cursor, const char *text)
{
    const struct word *word = &cursor->request->statement->words[cursor->next];

    return !at_end(cursor) && !word->block && !word->pieces && span_is(word->literal, text);
}

/* Take a word that must read so, or leave it. */
static bool take_word(struct cursor *cursor, const char *text)
{
    bool there = is_word(cursor, text);

    cursor->next += there;
    return there;
}

/* A block of `if` and the condition it stands under; the last, behind else, has none. */
struct branch {
    bool conditional;
    struct condition condition;
    const struct block *block;
    bool last;
};

static bool take_branch(struct cursor *cursor, bool conditional, struct branch *branch)
{
    *branch = (struct branch){.conditional = conditional, .last = true};
    if ((conditional && !take_condition(cursor, &branch->condition)) ||
        !take_block(cursor, &branch->block))
        return false;
    if (conditional && take_word(cursor, "else"))
        branch->last = false;
    return !branch->last || take_end(cursor);
}

/* The whole chain is well formed; nothing is expanded. */
static bool check_branches(struct cursor *cursor)
{
    struct branch branch;

    for (bool conditional = true;; conditional = take_word(cursor, "if")) {
        if (!take_branch(cursor, conditional, &branch))
            return false;
        if (branch.last)
            return true;
    }
}

static bool run_if(struct request *request, struct reply *reply, struct error *error)
{
    struct cursor check = {request, error, 0}, cursor = check;
    struct branch branch = {0};
    bool holds = true;

    (void)reply;
    if (!check_branches(&check))
        return false;
    for (bool conditional = true; !branch.last; conditional = take_word(&cursor, "if")) {
        take_branch(&cursor, conditional, &branch);
        if (conditional && !evaluate(request->session, &branch.condition, &holds, error))
            return false;
        if (holds || !conditional)
            return run_block(request->session, branch.block, error);
    }
    return true;
}

static bool run_loop(struct session *session, const struct condition *condition,
                     const struct block *body, struct error *error)
{
    for (bool holds; !session->quitting;) {
        if (!evaluate(session, condition, &holds, error))
            return false;
        if (!holds)
            break;
        if (!run_block(session, body, error))
            return false;
    }
    return true;
}

static bool run_while(struct request *request, struct reply *reply, struct error *error)
{
    struct cursor cursor = {request, error, 0};
    struct session *session = request->session;
    struct condition condition;
    const struct block *body = NULL;

    (void)reply;
    if (!take_condition(&cursor, &condition) || !take_block(&cursor, &body) || !take_end(&cursor))
        return false;
    session->loops++;
    bool done = run_loop(session, &condition, body, error);
    session->loops--;
    return done;
}

static bool run_try(struct request *request, struct reply *reply, struct error *error)
{
    struct cursor cursor = {request, error, 0};
    struct session *session = request->session;
    bool keep_going = session->keep_going;
    const struct block *body = NULL;

    (void)reply;
    if (!take_block(&cursor, &body) || !take_end(&cursor))
        return false;
    session->keep_going = false;
    bool done = run_block(session, body, error);
    session->keep_going = keep_going;
    if (done)
        session->last_category = ERROR_NONE;
    /* A loop around `try` could not be left if this held Ctrl-C. */
    return done || error->category != ERROR_INTERRUPTED || session->loops == 0;
}

static const struct parameter repeat_parameters[] = {
    {"N", PARAMETER_INTEGER, REQUIRED, "how often"},
    {"BLOCK", PARAMETER_BLOCK, REQUIRED, "{ statements }"},
    PARAMETERS_END,
};

static const struct example repeat_examples[] = {
    {"pair a b; repeat 3 { a.send hello; b.recv }", "three times"},
    {""},
};

static const struct command_error repeat_errors[] = {
    {ERROR_USAGE, 0, "N is no whole number, or the block is missing"},
    {ERROR_INTERRUPTED, 0, "Ctrl-C ends it"},
    {ERROR_RESOURCE, 0, "blocks stand too deep inside one another"},
    {0},
};

static const struct command_export repeat_exported = {
    .write = export_repeat,
};

const struct command repeat_command = {
    .name = "repeat",
    .group = GROUP_CONTROL,
    .needs = COMMAND_CONTROLS,
    .summary = "run a block N times",
    .details = "An error in the block ends it.",
    .parameters = repeat_parameters,
    .examples = repeat_examples,
    .c_call = "for (i = 0; i < n; i++)",
    .python_call = "for _ in range(n):",
    .kernel = "Nothing: the shell does it alone.",
    .c_example = "for (int i = 0; i < 3; i++)\n"
                 "    puts(\"hello\");",
    .python_example = "for _ in range(3):\n"
                      "    print(\"hello\")",
    .errors = repeat_errors,
    .exported = &repeat_exported,
    .run = run_repeat,
};

static const struct parameter if_parameters[] = {
    {"A", PARAMETER_WORD, REQUIRED, "a value", .completes = COMPLETES_VALUE},
    {"OPERATOR", PARAMETER_WORD, REQUIRED, "== != < <= > >= contains matches",
     .completes = COMPLETES_COMPARISON},
    {"B", PARAMETER_WORD, REQUIRED, "a value", .completes = COMPLETES_VALUE},
    {"BLOCK", PARAMETER_BLOCK, REQUIRED, "{ statements }"},
    {"else BLOCK", PARAMETER_BLOCK, OPTIONAL, "else { statements }, or else if A OPERATOR B { }"},
    PARAMETERS_END,
};

static const struct example if_examples[] = {
    {"let n 3; if $n > 2 { print many } else { print few }", "many"},
    {""},
};

static const struct command_error if_errors[] = {
    {ERROR_USAGE, 0,
     "the condition is not A OPERATOR B, a regular expression is wrong, or a block is missing"},
    {ERROR_NAME, 0, "a variable or field in the condition doesn't exist"},
    {0},
};

static const struct command_export if_exported = {
    .write = export_if,
};

const struct command if_command = {
    .name = "if",
    .group = GROUP_CONTROL,
    .needs = COMMAND_CONTROLS | COMMAND_COMPARES,
    .summary = "run a block if a condition holds, another one else",
    .details = "Operators as in `assert`.",
    .parameters = if_parameters,
    .examples = if_examples,
    .c_call = "if (a == b)",
    .python_call = "if a == b:",
    .kernel = "Nothing: the shell does it alone.",
    .c_example = "int n = 3;\n"
                 "if (n > 2)\n"
                 "    puts(\"many\");\n"
                 "else\n"
                 "    puts(\"few\");",
    .python_example = "n = 3\n"
                      "print(\"many\" if n > 2 else \"few\")",
    .errors = if_errors,
    .exported = &if_exported,
    .run = run_if,
};

static const struct parameter while_parameters[] = {
    {"A", PARAMETER_WORD, REQUIRED, "a value", .completes = COMPLETES_VALUE},
    {"OPERATOR", PARAMETER_WORD, REQUIRED, "== != < <= > >= contains matches",
     .completes = COMPLETES_COMPARISON},
    {"B", PARAMETER_WORD, REQUIRED, "a value", .completes = COMPLETES_VALUE},
    {"BLOCK", PARAMETER_BLOCK, REQUIRED, "{ statements }"},
    PARAMETERS_END,
};

static const struct example while_examples[] = {
    {"pair a b; a.send \"1\\n2\\nend\\n\"; let line ''; while $line != \"end\\n\" { line = "
     "b.recvline }",
     "up to a line that says end"},
    {""},
};

static const struct command_error while_errors[] = {
    {ERROR_USAGE, 0,
     "the condition is not A OPERATOR B, a regular expression is wrong, or the block is missing"},
    {ERROR_NAME, 0, "a variable or field in the condition doesn't exist"},
    {ERROR_INTERRUPTED, 0, "Ctrl-C ends it"},
    {0},
};

static const struct command_export while_exported = {
    .write = export_while,
};

const struct command while_command = {
    .name = "while",
    .group = GROUP_CONTROL,
    .needs = COMMAND_CONTROLS | COMMAND_COMPARES,
    .summary = "run a block as long as a condition holds",
    .details = "Operators as in `assert`; the words are expanded anew each time.",
    .parameters = while_parameters,
    .examples = while_examples,
    .c_call = "while (a != b)",
    .python_call = "while a != b:",
    .kernel = "Nothing: the shell does it alone.",
    .c_example = "int n = 0;\n"
                 "while (n != 3)\n"
                 "    n++;",
    .python_example = "n = 0\n"
                      "while n != 3:\n"
                      "    n += 1",
    .errors = while_errors,
    .exported = &while_exported,
    .run = run_while,
};

static const struct parameter try_parameters[] = {
    {"BLOCK", PARAMETER_BLOCK, REQUIRED, "{ statements }"},
    PARAMETERS_END,
};

static const struct example try_examples[] = {
    {"try { open 127.0.0.1 1 }; print $?", "socket, where nothing listens on port 1"},
    {""},
};

static const struct command_error try_errors[] = {
    {ERROR_USAGE, 0, "the block is missing; what the block meets ends in $?"},
    {ERROR_INTERRUPTED, 0, "Ctrl-C inside a loop also ends the loop"},
    {0},
};

static const struct command_export try_exported = {
    .write = export_try,
};

const struct command try_command = {
    .name = "try",
    .group = GROUP_CONTROL,
    .needs = COMMAND_CONTROLS,
    .summary = "run a block; an error ends the block and not the run",
    .details = "$? then holds the error's category. Ctrl-C ends the block, too, and the loop that "
               "`try` stands in.",
    .parameters = try_parameters,
    .examples = try_examples,
    .c_call = "",
    .python_call = "try: ... except OSError: ...",
    .kernel = "Nothing: the shell does it alone. C has no exceptions: there, every call's result "
              "is looked at, and errno read at once.",
    .c_example = "if (close(-1) < 0 && errno == EBADF)\n"
                 "    puts(\"go on all the same\");",
    .python_example = "import socket\n"
                      "try:\n"
                      "    socket.create_connection((\"127.0.0.1\", 1))\n"
                      "except OSError as error:\n"
                      "    print(error.errno)",
    .errors = try_errors,
    .exported = &try_exported,
    .run = run_try,
};
