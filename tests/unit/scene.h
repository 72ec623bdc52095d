/* Hand-made outcomes and what the renderers make of them. */
#ifndef UNIT_SCENE_H
#define UNIT_SCENE_H

#include "support.h"

#include "shell/command.h"
#include "ui/render.h"

/* A cmocka fixture: an outcome with its reply, and both streams of a renderer in memory. */
struct scene {
    struct arena arena;
    struct reply reply;
    struct error error;
    struct command command;
    struct outcome outcome;
    struct render render;
    char *out, *errors;
    size_t out_length, errors_length;
};

int scene_setup(void **state);
int scene_teardown(void **state);
#define scene_test(name) cmocka_unit_test_setup_teardown(name, scene_setup, scene_teardown)

/* The reply's data, in place of what it had. */
void scene_receive(struct scene *scene, struct span data);

/* The outcome is an error, which the caller fills in. */
struct error *scene_fail(struct scene *scene);

/* What a renderer writes of the outcome; valid until the next. */
const char *scene_text(struct scene *scene);
const char *scene_json(struct scene *scene);
const char *scene_quiet(struct scene *scene);

#endif
