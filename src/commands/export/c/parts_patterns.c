/* Regular expressions in a program in C. */
#include "export/c/parts.h"

// clang-format off
const struct part export_c_patterns[] = {
    {"match_end(",
     "/* Where the first match of the regular expression ends; -1 for none. */\n"
     "static long long match_end(struct bytes value, const char *pattern)\n"
     "{\n"
     "    regmatch_t match = {0, (regoff_t)value.length};\n"
     "    regex_t regex;\n"
     "\n"
     "    if (regcomp(&regex, pattern, REG_EXTENDED) != 0)\n"
     "        abort();\n"
     "    int result = regexec(&regex, value.data, 1, &match, REG_STARTEND);\n"
     "    regfree(&regex);\n"
     "    return result == 0 ? (long long)match.rm_eo : -1;\n"
     "}\n", true},
    {"matches(",
     "static int matches(struct bytes value, const char *pattern)\n"
     "{\n"
     "    return match_end(value, pattern) >= 0;\n"
     "}\n", true},
    {0},
};
// clang-format on
