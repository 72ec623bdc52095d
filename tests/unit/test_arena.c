#include "support.h"

#include "base/arena.h"

#include <stdalign.h>

static void test_memory_is_zeroed_and_aligned(void **state)
{
    struct arena arena = {0};
    static const char zeros[1000];

    (void)state;
    for (size_t size = 1; size <= sizeof(zeros); size++) {
        char *memory = arena_new(&arena, size);
        assert_int_equal((uintptr_t)memory % alignof(max_align_t), 0);
        assert_memory_equal(memory, zeros, size);
        memset(memory, 0xAA, size);
    }
    arena_free(&arena);
}

/* What was released and is given again is zeroed once more. */
static void test_release_gives_back(void **state)
{
    struct arena arena = {0};
    static const char zeros[100000];

    (void)state;
    for (size_t size = 1; size <= sizeof(zeros); size *= 7) {
        char *kept = arena_text(&arena, SPAN("kept"));
        struct arena_mark mark = arena_mark(&arena);
        for (int i = 0; i < 5; i++)
            memset(arena_new(&arena, size), 0xAA, size);
        arena_release(&arena, mark);
        assert_memory_equal(arena_new(&arena, size), zeros, size);
        assert_string_equal(kept, "kept");
    }
    arena_free(&arena);
}

static void test_release_of_all(void **state)
{
    struct arena arena = {0};
    struct arena_mark empty = arena_mark(&arena);

    (void)state;
    for (int i = 0; i < 100; i++) {
        for (int k = 0; k < 40; k++)
            memset(arena_new(&arena, 1000), 0xAA, 1000);
        memset(arena_new(&arena, 50000), 0xAA, 50000);
        arena_release(&arena, empty);
    }
    arena_free(&arena);
    arena_free(&arena);
}

static void test_copies_any_byte(void **state)
{
    struct arena arena = {0};
    char original[] = "a\0b";

    (void)state;
    struct span copy = arena_copy(&arena, (struct span){original, 3});
    memset(original, 'x', 3);
    assert_bytes(copy, "a\0b");
    assert_int_equal(copy.data[3], '\0');
    assert_string_equal(arena_text(&arena, (struct span){0}), "");
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory_is_zeroed_and_aligned),
        cmocka_unit_test(test_release_gives_back),
        cmocka_unit_test(test_release_of_all),
        cmocka_unit_test(test_copies_any_byte),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
