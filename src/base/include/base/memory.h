/* Allocation that does not fail: a program without memory for a small object says so and ends with
 * the status of a `resource` error. Large values ask first, with buffer_try_reserve(). */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <unistd.h>

/* Zeroed memory; the caller frees it with free(). */
void *memory_new(size_t size);
void *memory_resize(void *old, size_t size);
/* Room for one more item of that size behind `count`, for arrays that grow one by one; NULL and 0 begin one. */
void *memory_grow(void *items, size_t count, size_t size);
/* Memory of the size of a huge page, as one where the system has them; not zeroed. */
void *memory_huge_page(size_t size);
/* Zeroed memory that the system gives page by page as it is used; given back by memory_unmap() with its size. */
void *memory_map(size_t size);
void memory_unmap(void *memory, size_t size);
/* Whether there is so much now: asked before a large value is copied, for want of memory to be that statement's error
 * and not the program's end. Little is always there. */
bool memory_is_there(size_t size);
char *memory_copy_text(const char *text);

#define NEW(type) ((type *)memory_new(sizeof(type)))

/* Cleanup by scope: `cleanup_fd int fd = ...;` closes on return, `return steal_fd(&fd);` hands
 * over. */
static inline void memory_close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}
#define cleanup_fd __attribute__((cleanup(memory_close_fd)))

static inline int steal_fd(int *fd)
{
    int stolen = *fd;
    *fd = -1;
    return stolen;
}

#endif
