#include "shell/module.h"

#include "base/buffer.h"

#include <dlfcn.h>
#include <limits.h>
#include <unistd.h>

#ifndef SOCKSH_MODULE_DIR
#define SOCKSH_MODULE_DIR "/usr/lib/socksh"
#endif

static void *open_beside_program(const char *name)
{
    cleanup_buffer struct buffer path = {0};
    char program[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", program, sizeof(program));

    while (length > 0 && program[length - 1] != '/')
        length--;
    if (length <= 0)
        return NULL;
    buffer_append(&path, (struct span){program, (size_t)length});
    buffer_printf(&path, "socksh-%s.so", name);
    return dlopen(buffer_text(&path), RTLD_NOW | RTLD_LOCAL);
}

static void *open_installed(const char *name)
{
    cleanup_buffer struct buffer path = {0};

    buffer_printf(&path, "%s/socksh-%s.so", SOCKSH_MODULE_DIR, name);
    return dlopen(buffer_text(&path), RTLD_NOW | RTLD_LOCAL);
}

const void *module_load(const char *name, struct error *error)
{
    cleanup_buffer struct buffer symbol = {0};
    void *module = open_beside_program(name);

    if (!module)
        module = open_installed(name);
    buffer_printf(&symbol, "socksh_%s", name);
    const void *found = module ? dlsym(module, buffer_text(&symbol)) : NULL;
    if (!found) {
        error_set(error, ERROR_FILE, "the module socksh-%s.so can't be loaded", name);
        error_hint(error, "%s", module ? "it is of another version" : dlerror());
    }
    return found;
}
