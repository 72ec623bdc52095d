/* Regular expressions in a program in C. */

//: match_end(
/* Where the first match of the regular expression ends; -1 for none. */
static long long match_end(struct bytes value, const char *pattern)
{
    regmatch_t match = {0, (regoff_t)value.length};
    regex_t regex;

    if (regcomp(&regex, pattern, REG_EXTENDED) != 0)
        abort();
    int result = regexec(&regex, value.data, 1, &match, REG_STARTEND);
    regfree(&regex);
    return result == 0 ? (long long)match.rm_eo : -1;
}

//: matches(
static int matches(struct bytes value, const char *pattern)
{
    return match_end(value, pattern) >= 0;
}
