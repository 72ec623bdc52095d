#include "scene.h"

#include <stdlib.h>

/* Both streams anew: rewinding would leave behind what was written before. */
static void open_streams(struct scene *scene)
{
    scene->render.out = open_memstream(&scene->out, &scene->out_length);
    scene->render.errors = open_memstream(&scene->errors, &scene->errors_length);
    assert_non_null(scene->render.out);
    assert_non_null(scene->render.errors);
}

static void close_streams(struct scene *scene)
{
    fclose(scene->render.out);
    fclose(scene->render.errors);
    free(scene->out);
    free(scene->errors);
}

int scene_setup(void **state)
{
    struct scene *scene = calloc(1, sizeof(*scene));

    scene->reply = reply_start(&scene->arena);
    scene->command = (struct command){.name = "recv", .says = "{handle}: received {length|byte}"};
    scene->outcome = (struct outcome){
        .command = &scene->command,
        .name = SPAN("recv"),
        .handle = SPAN("web"),
        .line = 3,
        .elapsed = 812 * MICROSECOND,
        .reply = &scene->reply,
        .display_limit = 1 << 20,
    };
    open_streams(scene);
    *state = scene;
    return 0;
}

int scene_teardown(void **state)
{
    struct scene *scene = *state;

    close_streams(scene);
    reply_free(&scene->reply);
    arena_free(&scene->arena);
    free(scene);
    return 0;
}

void scene_receive(struct scene *scene, struct span data)
{
    buffer_clear(&scene->reply.data);
    buffer_append(&scene->reply.data, data);
    scene->reply.has_data = true;
    fields_integer(&scene->reply.fields, "length", (int64_t)data.length);
}

struct error *scene_fail(struct scene *scene)
{
    scene->outcome.error = &scene->error;
    return &scene->error;
}

static const char *show(struct scene *scene, struct output output, bool errors_apart)
{
    close_streams(scene);
    open_streams(scene);
    assert_true(output.show(output.context, &scene->outcome));
    assert_int_equal(fflush(scene->render.out), 0);
    assert_int_equal(fflush(scene->render.errors), 0);
    return scene->outcome.error && errors_apart ? scene->errors : scene->out;
}

const char *scene_text(struct scene *scene)
{
    return show(scene, render_text(&scene->render), true);
}

const char *scene_json(struct scene *scene)
{
    return show(scene, render_json(&scene->render), false);
}

const char *scene_quiet(struct scene *scene)
{
    return show(scene, render_quiet(&scene->render), true);
}
