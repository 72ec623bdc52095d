/* export in parts: which statements, and how they are written in each language. Private to src/commands. */
#ifndef COMMANDS_EXPORT_H
#define COMMANDS_EXPORT_H

#include "base/arena.h"
#include "base/buffer.h"
#include "lang/program.h"
#include "shell/command.h"

struct journal_statement;
struct session;
struct lookout;

/* A statement of the session that the program shall have. */
struct step {
    const struct program *program; /* which it stands in */
    const struct statement *statement;
    enum error_category outcome; /* ERROR_NONE, or what is to be caught */
    char code[24];
    const char *
        left_status; /* what $? was behind those that stood before it and are left out; NULL for none */
    uint64_t number; /* the journal's, where it noted this statement alone; else 0 */
    const struct journal_statement *noted;
    bool is_typed; /* what it was noted as is its program's text */
    bool chosen;
    bool only_writes; /* the program does without it: but its files may be read in one */
    bool went_on;     /* behind errors in its blocks, with -k */
};

struct steps {
    struct step *items;
    size_t count;
    size_t chosen; /* how many of them the program has; the others only tell what names are */
    bool of_some;  /* of some handles */
    struct program **programs; /* which the statements are in */
    size_t program_count;
    size_t forgotten; /* statements that the journal no longer has */
    struct lookout *lookout;
};

struct argument;

/* The part of the session that went well, and the errors that were shown; of these handles where there are
 * any; with what only looks, or without. Fails where there is nothing, or no such handle, or the lookout has
 * seen Ctrl-C. The caller frees. */
bool steps_select(struct session *session, const struct argument *handles, bool with_looks,
                  struct lookout *lookout, struct steps *ret_steps, struct error *error);
/* Choose those of the handles, with what they take; all of them where there are none. */
bool steps_choose(struct session *session, const struct argument *handles, struct steps *steps,
                  struct error *error);
/* Of what only shows the session, choose what writes a file that a chosen one behind it reads. */
void steps_keep_rewritten(const struct session *session, struct steps *steps);
/* A comment that says how many statements the journal no longer has; nothing where it has all. */
void export_forgotten(size_t forgotten, const char *opening, const char *closing,
                      struct buffer *out);
void steps_free(struct steps *steps);
#define cleanup_steps __attribute__((cleanup(steps_free)))

/* What a statement means to its command: NULL for one that there isn't. */
const struct command *step_command(const struct session *session,
                                   const struct statement *statement);

/* Whether it shows nothing but what the session did, or the tool. */
bool command_only_tells(const struct command *command);

/* Whether an error may end it: what does nothing but say how the rest is meant has none. */
bool statement_may_fail(const struct session *session, const struct statement *statement);
/* Whether it is to be caught alone, in a block that went on behind errors. */
bool statement_is_caught(const struct session *session, const struct statement *statement);

/* Append the program; returns how many of its lines say what could not be written. Where the lookout has
 * seen Ctrl-C it is a part of one. */
unsigned export_script(struct session *session, const struct steps *steps, struct buffer *out);
unsigned export_python(struct session *session, const struct steps *steps, struct buffer *out);
unsigned export_c(struct session *session, const struct steps *steps, struct buffer *out);

/* A pipe that was read is gone, and would be waited for. */
bool export_is_file(const char *path);
/* A device that reads as empty, as /dev/null does, has nothing to say. Of a terminal no more is read: that would take
 * what is typed there for others. */
bool export_read_file(const char *path, struct buffer *out);

/* What statements stand for that run others: an entry of the history, NULL where it is gone, and a lesson by its
 * number, name or path. */
struct lesson;
const char *history_line(const struct session *session, int64_t number);
bool lesson_named(struct session *session, struct span word, struct lesson **ret_lesson);

/* The first line of a statement's text, as a comment may have it. */
void export_first_line(struct buffer *out, struct span source);

/* How far a template's text goes up to `end`, which may also stand between braces in it. */
size_t export_part(struct span text, char end);

/* Append the template of a command's row, where it has one, with names in place of arguments. */
void export_outline_c(const struct command_export *exported, struct buffer *out);
void export_outline_python(const struct command_export *exported, struct buffer *out);

/* An address of a handle that the program doesn't have, as the journal knows it: the field local.port and its
 * like. False where it isn't known. */
bool export_known_field(struct session *session, struct span handle, struct span field,
                        struct buffer *out);

#endif
