/* Runs a fuzz target over every file of a directory, as an ordinary test. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LARGEST = 1 << 20 };

static int replay(const char *directory, const char *name)
{
    static uint8_t data[LARGEST];
    char path[4096];

    snprintf(path, sizeof(path), "%s/%s", directory, name);
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return 0;
    }
    size_t size = fread(data, 1, sizeof(data), file);
    fclose(file);

    /* Said before: a target that finds something wrong aborts. */
    printf("%s, %zu bytes\n", path, size);
    fflush(stdout);
    uint8_t *exact = malloc(size ? size : 1); /* so that reading beyond the end is seen */
    memcpy(exact, data, size);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    return 1;
}

int main(int argc, char **argv)
{
    DIR *directory = argc == 2 ? opendir(argv[1]) : NULL;
    int done = 0, failed = 0;

    if (!directory) {
        fprintf(stderr, "usage: %s DIRECTORY\n", argv[0]);
        return EXIT_FAILURE;
    }
    for (struct dirent *entry; (entry = readdir(directory));) {
        if (entry->d_name[0] == '.')
            continue;
        if (replay(argv[1], entry->d_name))
            done++;
        else
            failed++;
    }
    closedir(directory);
    return done > 0 && failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
