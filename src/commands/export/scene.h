/* What names and the current handle are at a point of a program that is read, not run: handles are made,
 * used, renamed and closed in the order of its statements. Private to src/commands. */
#ifndef COMMANDS_SCENE_H
#define COMMANDS_SCENE_H

#include "base/arena.h"
#include "lang/program.h"
#include "net/socket_type.h"
#include "shell/command.h"

#include <uthash.h>

struct session;

/* Behind a block that may not have run it may be closed, or never have been made; on a way beside the one that made it, it
 * is unmade. */
enum closing { IS_OPEN, MAY_BE_UNMADE, MAY_BE_CLOSED, IS_UNMADE, IS_CLOSED };

struct scene_handle {
    struct span name;
    const struct socket_type *type; /* NULL where it isn't known */
    const char *ending;             /* of its lines; scene_unsure where blocks differ */
    const char *timeout;            /* that it has now in the program, as written; NULL for any */
    const char *usual;              /* that `timeout` gave it; NULL for none, or scene_unsure */
    const char *blocking;           /* on, off or scene_unsure */
    unsigned timeout_set;           /* the count of those that were written when this one was */
    enum closing closed;
    bool has_from;       /* the program knows who sent to it last */
    bool outside;        /* made by a statement that the program leaves out */
    bool has_lost_times; /* how long its calls block was set and is left out */
    bool nested;         /* made in a block, which may not have come so far */
    bool was_none;       /* the session didn't make it there: its name was still free */
    int passed;          /* the descriptor that LISTEN_FDS passed it as; 0 for none */
    unsigned made_by;    /* the count of statements noted when it was made */
    struct scene_handle *next;
    UT_hash_handle hh;
};

struct scene_counter {
    struct span stem;
    unsigned given;
    unsigned given_before; /* the step that is read */
    struct scene_counter *next;
};

struct scene {
    struct session *session;
    struct arena arena;
    struct scene_handle *handles; /* the last one first */
    struct scene_handle *by_name; /* in the order in which they are made */
    struct span current;          /* empty for none */
    bool unsure;                  /* which it is, for a block may not have run */
    bool outside;                 /* what is noted is left out */
    struct span made; /* by the statement noted last; empty for none, of several the last */
    unsigned noted;   /* how many statements have been */
    struct scene_counter *counters; /* of names that are given without being asked for */
    struct {
        struct span current;
        bool unsure;
        unsigned noted;
    } before; /* the step that is read */
};

struct scene scene_start(struct session *session);
void scene_free(struct scene *scene);
#define cleanup_scene __attribute__((cleanup(scene_free)))

/* The handle of that name, also a closed one; NULL for none, or one that is left out. */
struct scene_handle *scene_find(const struct scene *scene, struct span name);

/* Around what one statement of the session brings about, of that number in the journal, 0 for none of its own. Where it
 * made no handle there, as an `open` that was refused, the names that it would have taken are free behind it, and the
 * next one is given them. */
void scene_begin_step(struct scene *scene);
void scene_end_step(struct scene *scene, uint64_t number);

/* Whether it certainly is none at this point. */
bool scene_is_gone(const struct scene_handle *handle);

/* Whether the program has made it, and has not closed it; one that is nested it may not have made. */
bool scene_is_left_open(const struct scene_handle *handle);

/* What a block leaves that may not have run. */
extern const char scene_unsure[];

/* That one is the current handle, certainly. */
void scene_set_current(struct scene *scene, struct span name);

/* It is not known any more. */
void scene_forget(struct scene *scene, struct span name);

/* Nor those that were made after that one, or all. */
void scene_forget_since(struct scene *scene, const struct scene_handle *last);

/* The name of the handle that a statement acts on; empty for none. */
struct span scene_handle(const struct scene *scene, const struct command *command,
                         const struct statement *statement);

/* The type of socket that a statement makes; NULL where it can't be told. */
const struct socket_type *scene_type(const struct scene *scene, const struct command *command,
                                     const struct statement *statement);

/* A statement has run; what is in its blocks is not looked at. */
void scene_note(struct scene *scene, const struct command *command,
                const struct statement *statement);
/* Whether a statement adopts all that LISTEN_FDS passes; of these the handle that one became, NULL where it is none. */
bool scene_adopts_passed(const struct command *command, const struct statement *statement);
struct scene_handle *scene_passed(const struct scene *scene, int fd);
/* It is left out: only what names are follows from it. */
void scene_note_outside(struct scene *scene, const struct statement *statement);
/* The same as scene_note(), with blocks. */
void scene_note_deep(struct scene *scene, const struct statement *statement);

/* The word that stands for a parameter without an option before it; NULL where it isn't constant. */
struct span scene_word(const struct statement *statement, size_t index);

#endif
