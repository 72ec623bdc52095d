#include "base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
    EXIT_RESOURCE = 11,
    LARGE = 1024 * 1024,
};

static void *checked(void *memory)
{
    static const char message[] = "error (resource): out of memory [ENOMEM]\n";

    if (memory)
        return memory;
    if (write(STDERR_FILENO, message, sizeof(message) - 1) < 0)
        abort();
    _exit(EXIT_RESOURCE);
}

void *memory_new(size_t size)
{
    return checked(calloc(1, size ? size : 1));
}

void *memory_resize(void *old, size_t size)
{
    return checked(realloc(old, size ? size : 1));
}

/* An array that is full has a power of two of items, for it is doubled then. */
void *memory_grow(void *items, size_t count, size_t size)
{
    bool is_full = (count & (count - 1)) == 0;

    return is_full ? memory_resize(items, (count ? 2 * count : 1) * size) : items;
}

void *memory_huge_page(size_t size)
{
    void *page = checked(aligned_alloc(size, size));

    madvise(page, size, MADV_HUGEPAGE); /* without them it is slower, and no more */
    return page;
}

void *memory_map(size_t size)
{
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, flags, -1, 0);

    return checked(memory == MAP_FAILED ? NULL : memory);
}

void memory_unmap(void *memory, size_t size)
{
    munmap(memory, size);
}

/* It is volatile lest the compiler takes a success for granted and asks nobody. */
bool memory_is_there(size_t size)
{
    void *volatile memory = size < LARGE ? NULL : malloc(size);
    bool is_there = size < LARGE || memory;

    free(memory);
    return is_there;
}

char *memory_copy_text(const char *text)
{
    return checked(strdup(text));
}
