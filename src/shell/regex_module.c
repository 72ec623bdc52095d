/* The module socksh-regex.so. */
#include "shell/regex.h"

#include "base/memory.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

struct regex {
    pcre2_code *code;
    pcre2_match_data *match;
    pcre2_match_context *context;
};

/* Patterns made to run for ever give up instead. */
enum { MATCH_LIMIT = 10 * 1000 * 1000 };

static struct regex *compile(struct span pattern, struct error *error)
{
    int number;
    PCRE2_SIZE offset;
    PCRE2_UCHAR message[128];
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);

    /* Protocols are made of lines: ^ and $ stand at each one's ends, which are \r\n or \n. */
    pcre2_set_newline(context, PCRE2_NEWLINE_ANYCRLF);
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern.data, pattern.length, PCRE2_MULTILINE,
                                     &number, &offset, context);
    pcre2_compile_context_free(context);
    if (!code) {
        pcre2_get_error_message(number, message, sizeof(message));
        error_set(error, ERROR_USAGE, "the pattern is wrong at its byte %zu: %s", offset + 1,
                  (const char *)message);
        return NULL;
    }
    struct regex *regex = NEW(struct regex);
    *regex = (struct regex){.code = code,
                            .match = pcre2_match_data_create_from_pattern(code, NULL),
                            .context = pcre2_match_context_create(NULL)};
    pcre2_set_match_limit(regex->context, MATCH_LIMIT);
    return regex;
}

static bool find(struct regex *regex, struct span text, size_t *ret_start, size_t *ret_end,
                 struct error *error)
{
    int found = pcre2_match(regex->code, (PCRE2_SPTR)(text.data ? text.data : ""), text.length, 0,
                            0, regex->match, regex->context);

    if (found == PCRE2_ERROR_MATCHLIMIT || found == PCRE2_ERROR_HEAPLIMIT ||
        found == PCRE2_ERROR_DEPTHLIMIT || found == PCRE2_ERROR_NOMEMORY)
        return error_set(error, ERROR_RESOURCE, "the pattern takes too long to be looked for");
    if (found < 0)
        return false;
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(regex->match);
    *ret_start = ends[0];
    *ret_end = ends[1];
    return true;
}

static void release(struct regex *regex)
{
    pcre2_match_data_free(regex->match);
    pcre2_match_context_free(regex->context);
    pcre2_code_free(regex->code);
    free(regex);
}

__attribute__((visibility("default"))) const struct regex_interface socksh_regex = {
    .compile = compile,
    .find = find,
    .free = release,
};
