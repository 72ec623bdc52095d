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

/* PCRE2 spares itself to give back what can't be of use to what is behind a repetition. It is wrong where that is \R,
 * whose \v is one of the bytes of `.`, or \h and \v, of which \S has one each, or a group that may be empty and gives
 * nothing back itself. */
static bool is_misjudged(struct span pattern)
{
    static const char *const misjudged[] = {"\\R", "\\h", "\\v", "(?>", "(*atomic:", ")?+", "}+"};

    for (size_t i = 0; i < sizeof(misjudged) / sizeof(misjudged[0]); i++)
        if (pattern.length &&
            memmem(pattern.data, pattern.length, misjudged[i], strlen(misjudged[i])))
            return true;
    return false;
}

static struct regex *compile(struct span pattern, struct error *error)
{
    int number;
    PCRE2_SIZE offset;
    PCRE2_UCHAR message[128];
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);

    /* Protocols are made of lines: ^ and $ stand at each one's ends, which are \r\n or \n. */
    pcre2_set_newline(context, PCRE2_NEWLINE_ANYCRLF);
    uint32_t options = PCRE2_MULTILINE | (is_misjudged(pattern) ? PCRE2_NO_AUTO_POSSESS : 0);
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)pattern.data, pattern.length, options, &number, &offset, context);
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

static bool begins_within_line_end(struct regex *regex)
{
    enum { BEGINS_WITH_LINE = 2 };
    uint32_t names_one = 0, begins_with = BEGINS_WITH_LINE;

    pcre2_pattern_info(regex->code, PCRE2_INFO_HASCRORLF, &names_one);
    pcre2_pattern_info(regex->code, PCRE2_INFO_FIRSTCODETYPE, &begins_with);
    return names_one && begins_with != BEGINS_WITH_LINE;
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
    .begins_within_line_end = begins_within_line_end,
    .free = release,
};
