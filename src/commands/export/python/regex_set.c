#include "export/python/regex_set.h"

#include <stddef.h>

const struct python_letter *python_letter_find(char letter)
{
    static const struct python_letter letters[] = {
        {'d', false, "\\d", "\\d"},
        {'D', true, "\\D", "\\D"},
        {'w', false, "\\w", "\\w"},
        {'W', true, "\\W", "\\W"},
        {'s', true, "\\s", "\\s"},
        {'S', false, "\\S", "\\S"},
        {'h', false, "[ \t\xa0]", " \t\xa0"},
        {'H', true, "[^ \t\xa0]", "\\x00-\\x08\\x0a-\\x1f\\x21-\\x9f\\xa1-\\xff"},
        {'v', true, "[\n\v\f\r\x85]", "\n\v\f\r\x85"},
        {'V', false, "[^\n\v\f\r\x85]", "\\x00-\\x09\\x0e-\\x84\\x86-\\xff"},
        {'N', false, "[^\r\n]", NULL},
        {'R', true, "(?:\r\n|\n|\v|\f|\r(?!\n)|\x85)", NULL},
    };

    for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++)
        if (letters[i].letter == letter)
            return &letters[i];
    return NULL;
}

const struct python_set *python_set_named(struct span name)
{
    static const struct python_set sets[] = {
        {"alnum", "a-zA-Z0-9", "\\x00-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\xff", false, false},
        {"alpha", "a-zA-Z", "\\x00-\\x40\\x5b-\\x60\\x7b-\\xff", false, false},
        {"ascii", "\\x00-\\x7f", "\\x80-\\xff", true, false},
        {"blank", " \t", "\\x00-\\x08\\x0a-\\x1f\\x21-\\xff", false, false},
        {"cntrl", "\\x00-\\x1f\\x7f", "\\x20-\\x7e\\x80-\\xff", true, false},
        {"digit", "\\d", "\\D", false, false},
        {"graph", "!-~", "\\x00-\\x20\\x7f-\\xff", false, false},
        {"lower", "a-z", "\\x00-\\x60\\x7b-\\xff", false, true},
        {"print", " -~", "\\x00-\\x1f\\x7f-\\xff", false, false},
        {"punct", "!-/:-@\\[-`{-~", "\\x00-\\x20a-zA-Z0-9\\x7f-\\xff", false, false},
        {"space", "\\s", "\\S", true, false},
        {"upper", "A-Z", "\\x00-\\x40\\x5b-\\xff", false, true},
        {"word", "\\w", "\\W", false, false},
        {"xdigit", "0-9a-fA-F", "\\x00-\\x2f\\x3a-\\x40G-\\x60g-\\xff", false, false},
    };

    for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
        if (span_is(name, sets[i].name))
            return &sets[i];
    return NULL;
}
