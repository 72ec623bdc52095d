#include "support.h"

#include "base/escape.h"

#include <dirent.h>

void support_assert_spans(struct span got, struct span wanted, const char *file, int line)
{
    cleanup_buffer struct buffer shown = {0};

    if (span_equal(got, wanted))
        return;
    escape_quoted(&shown, got);
    buffer_append_text(&shown, "\n  wanted ");
    escape_quoted(&shown, wanted);
    print_error("%s:%d:\n  got    %s\n", file, line, buffer_text(&shown));
    _fail(file, line);
}

void support_assert_holds(const char *text, const char *part, const char *file, int line)
{
    if (strstr(text, part))
        return;
    print_error("%s:%d: \"%s\" is not in \"%s\"\n", file, line, part, text);
    _fail(file, line);
}

void support_assert_category(const struct error *error, enum error_category category,
                             const char *file, int line)
{
    if (error->category == category)
        return;
    print_error("%s:%d: wanted a %s error, got %s: %s\n", file, line, error_kind(category)->name,
                error_kind(error->category)->name, error->message);
    _fail(file, line);
}

void support_assert_done(bool done, const struct error *error, const char *file, int line)
{
    if (done)
        return;
    print_error("%s:%d: error (%s): %s %s: %s\n", file, line, error_kind(error->category)->name,
                error->call, error->subject, error->message);
    _fail(file, line);
}

/* splitmix64 */
static uint64_t next(struct random *random)
{
    uint64_t z = random->state += UINT64_C(0x9E3779B97F4A7C15);

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

unsigned random_below(struct random *random, unsigned limit)
{
    return (unsigned)(next(random) % limit);
}

void random_bytes(struct random *random, struct buffer *bytes, size_t most)
{
    static const char special[] = "\"$\\'\r\n\t\033{}#;x";
    size_t length = random_below(random, (unsigned)most + 1);

    buffer_clear(bytes);
    while (bytes->length < length) {
        switch (random_below(random, 6)) {
        case 0: buffer_append_byte(bytes, (char)random_below(random, 256)); break;
        case 1: buffer_append_byte(bytes, (char)random_below(random, 0x20)); break;
        case 2: escape_encode(bytes, random_below(random, 0x3000)); break;
        case 3: escape_encode(bytes, 0xF000 + random_below(random, 0x100000)); break;
        case 4: buffer_append_byte(bytes, special[random_below(random, sizeof(special))]); break;
        default: buffer_append_byte(bytes, (char)(' ' + random_below(random, 95))); break;
        }
    }
}

unsigned support_open_fds(void)
{
    DIR *directory = opendir("/proc/self/fd");
    unsigned count = 0;

    assert_non_null(directory);
    while (readdir(directory))
        count++;
    closedir(directory);
    return count;
}
