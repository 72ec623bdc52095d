/* Names of the program: its variables, what they hold and whether they are defined, and its handles. Private to
 * src/commands. */
#ifndef COMMANDS_EXPORT_VARIABLE_H
#define COMMANDS_EXPORT_VARIABLE_H

#include "export/translate/code.h"

#include <uthash.h>

struct scene_handle;
struct statement;

enum definition {
    UNDEFINED,
    LOST, /* what gave it its value is left out, on some way at least */
    PERHAPS_DEFINED,
    DEFINED
};

struct variable {
    struct span name;
    enum code_type type; /* so far; the walk is repeated until no more changes */
    bool canonical, never_number, sliced;
    bool shared;    /* a handle goes by its name, too: at other places */
    bool constants; /* it is given nothing else */
    bool single;    /* it is given the same constant wherever it is given one */
    struct span value;
    bool marked;  /* the program keeps whether it is defined, for a block may not have run */
    size_t index; /* of its definition in the translation's */
    struct variable *next;
    UT_hash_handle hh;
};

const char *handle_name(struct translation *t, struct span name);
/* A variable that the session doesn't have: value1, value2, ... */
struct span name_of_ours(struct translation *t, const char *stem);
const char *variable_name(struct translation *t, struct span name);
struct variable *variable_find(struct translation *t, struct span name);
/* Whether the name is a variable's here and no handle's; gives up where that depends on a block. */
bool name_is_variable(struct translation *t, struct span name);
/* It is a handle's from here on. */
void name_is_handle(struct translation *t, struct span name);
/* Whether the program may read it here. */
bool variable_is_there(const struct translation *t, const struct variable *variable);
enum definition variable_definition(const struct translation *t, const struct variable *variable);
/* The same, where an earlier round of a loop counts: it may have done what stands further down. */
enum definition variable_definition_here(const struct translation *t,
                                         const struct variable *variable);
/* The program is to read it here: within a try it asks first whether it is defined. */
void variable_check(struct translation *t, struct variable *variable);
void variable_define(struct translation *t, const struct variable *variable,
                     enum definition definition);
/* As what it is written. */
enum code_type variable_type(const struct translation *t, const struct variable *variable);
/* The variable gets this value: declare it, and write the assignment. */
void variable_assign(struct translation *t, struct span name, struct code code);
/* The same without writing it. */
const char *variable_declare(struct translation *t, struct span name, struct code code);

/* Whether it is defined, as the program keeps it where blocks differ. */
const char *variable_mark(struct translation *t, struct variable *variable);
void variable_set_mark(struct translation *t, struct variable *variable, bool defined);
/* It is defined no more. */
void variable_unset(struct translation *t, struct variable *variable);
/* What the statement that is written has defined is marked, where that is asked for. */
void variables_mark(struct translation *t);
/* What was assigned since there were so many assignments is lost: those are left out. */
void variables_lose_since(struct translation *t, size_t assignments);
/* What goes by that name is lost, if anything does; what a statement would have set; all, for nobody knows what has
 * been set. */
void variable_lose(struct translation *t, struct span name);
void variables_lose_set(struct translation *t, const struct statement *statement);
void variables_lose_all(struct translation *t);

/* The variable that counts what a handle has received, where that is asked for. */
struct span counter_of(struct translation *t, const struct scene_handle *handle);

#endif
