/* lesson: lessons for a class, on loopback, typed at the prompt or run at once. */
#include "commands.h"
#include "export/export.h"
#include "export/translate/writers.h"

#include "base/nearest.h"
#include "base/number.h"
#include "shell/lesson.h"
#include "shell/lesson_files.h"
#include "shell/request.h"
#include "shell/session.h"

static void list_lessons(const struct lesson_files *files, struct reply *reply)
{
    struct list *list = fields_list(&reply->fields, "lessons");

    for (size_t i = 0; i < files->count; i++) {
        cleanup_buffer struct buffer title = {0};
        struct fields *row = list_add(list);

        lesson_files_title(&files->items[i], &title);
        fields_integer(row, "number", files->items[i].number);
        fields_text(row, "name", span_of(files->items[i].name));
        fields_text(row, "title", buffer_span(&title));
    }
}

static bool is_path(struct span word)
{
    return memchr(word.data, '/', word.length) ||
           (word.length > 3 && span_equal(span_after(word, word.length - 3), SPAN(".md")));
}

/* "03-stream", as whoever has looked into the directory calls it. */
static bool is_file_name(const struct lesson_file *file, struct span word)
{
    struct span name = span_of(strrchr(file->path, '/') + 1);

    return name.length == word.length + strlen(".md") && span_starts(name, word);
}

static bool is_meant(const struct lesson_file *file, struct span word)
{
    int64_t number;

    return span_is(word, file->name) || is_file_name(file, word) ||
           (number_integer(word, &number) && number == (int64_t)file->number);
}

/* NULL where there is none. */
static const char *find_file(const struct lesson_files *files, struct span word)
{
    for (size_t i = 0; i < files->count; i++)
        if (is_meant(&files->items[i], word))
            return files->items[i].path;
    return NULL;
}

bool lesson_named(struct session *session, struct span word, struct lesson **ret_lesson)
{
    cleanup_lesson_files struct lesson_files files = lesson_files_find();
    const char *path = is_path(word) ? arena_text(&session->arena, word) : find_file(&files, word);
    struct error ignored;

    return path && export_is_file(path) && lesson_load(session, path, word, ret_lesson, &ignored);
}

static const char *find_path(const struct lesson_files *files, const struct argument *lesson,
                             struct error *error)
{
    struct nearest nearest = nearest_start(lesson->text);
    char question[160];

    if (is_path(lesson->text))
        return argument_path(lesson, error);
    const char *path = find_file(files, lesson->text);
    if (path)
        return path;
    for (size_t i = 0; i < files->count; i++)
        nearest_offer(&nearest, span_of(files->items[i].name));
    error_set(error, ERROR_NAME, "there is no such lesson");
    error_hint(error, "%s", nearest_question(&nearest, question, sizeof(question)));
    if (!error->hint[0])
        error_hint(error, "`lesson` lists them; a file of your own has a / or .md in its name");
    error_at(error, lesson->place);
    return NULL;
}

/* Somebody at a prompt goes through it statement by statement. */
static bool is_typed(const struct session *session)
{
    return session->history.count && !session->source && session->depth == 1;
}

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    const struct argument *which = request_argument(request, "LESSON");
    cleanup_lesson_files struct lesson_files files = lesson_files_find();
    struct session *session = request->session;
    struct lesson *lesson;

    if (!which->given) {
        list_lessons(&files, reply);
        return true;
    }
    reply->says = "";
    if (span_is(which->text, "off")) {
        lesson_leave(session);
        return true;
    }
    const char *path = find_path(&files, which, error);
    if (!path || !lesson_load(session, path, which->text, &lesson, error))
        return false;
    if (is_typed(session)) {
        lesson_begin(session, lesson);
        return true;
    }
    bool done = lesson_run(session, lesson, error);
    lesson_free(lesson);
    return done;
}

static const struct parameter parameters[] = {
    {"LESSON", PARAMETER_WORD, OPTIONAL,
     "its number or name, a Markdown file of your own, or off to leave the one you are in",
     .completes = COMPLETES_OWN_LIST},
    PARAMETERS_END,
};

static const struct example examples[] = {
    {"lesson", "which there are"},
    {"lesson 1", "a first conversation"},
    {""},
};

static const struct command_error errors[] = {
    {ERROR_NAME, 0, "there is no lesson of that number or name"},
    {ERROR_FILE, 0, "the file can't be read"},
    {ERROR_MISMATCH, 0, "run at once, in a script: a check has found something else"},
    {ERROR_USAGE, 0, "a statement of the lesson can't be parsed"},
    {0},
};

static const struct command_export lesson_exported = {.write = export_lesson};

const struct command lesson_command = {
    .name = "lesson",
    .group = GROUP_SEEING,
    .summary = "learn sockets by typing: lessons on loopback",
    .details =
        "Without LESSON it lists them. At the prompt a lesson tells something and waits for a "
        "statement: type it, or press Enter to have it typed. Then it looks at what happened, says "
        "what differs, and goes on; any other statement may be tried in between. When it ends, "
        "is left or begins again, the handles made within it are closed. In a script "
        "the lesson runs at once, and what a check finds is an error. `export` writes its "
        "statements, not its checks. A lesson of your own is a "
        "Markdown file with blocks ```socksh and ```check (docs/hacking.md); a directory of them "
        "is "
        "named by SOCKSH_LESSONS in the environment.",
    .parameters = parameters,
    .examples = examples,
    .c_call = "",
    .python_call = "",
    .kernel = "What its statements do, on loopback: nothing leaves this machine.",
    .errors = errors,
    .exported = &lesson_exported,
    .run = run,
};
