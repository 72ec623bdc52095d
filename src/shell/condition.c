#include "shell/condition.h"

#include "base/nearest.h"
#include "lang/compare.h"
#include "shell/regex.h"

static bool matches(struct span text, struct span pattern, bool *ret_holds, struct error *error)
{
    struct regex *regex = regex_compile(pattern, error);
    size_t start, end;

    if (!regex)
        return false;
    error->category = ERROR_NONE;
    *ret_holds = regex_find(regex, text, &start, &end, error);
    regex_free(regex);
    return error->category == ERROR_NONE;
}

bool condition_evaluate(struct span a, struct span operator_text, struct span b, bool *ret_holds,
                        struct error *error)
{
    enum comparison comparison;

    if (!compare_parse(operator_text, &comparison)) {
        struct nearest nearest = nearest_start(operator_text);
        char shown[64];
        error_copy(shown, sizeof(shown), operator_text);
        error_set(error, ERROR_USAGE, "\"%s\" compares nothing", shown);
        nearest_offer_words(&nearest, "==|!=|<=|>=|contains|matches");
        return nearest_hint(&nearest, error, "operators are == != < <= > >= contains matches");
    }
    if (comparison == COMPARISON_MATCHES)
        return matches(a, b, ret_holds, error);
    *ret_holds = compare_holds(a, comparison, b);
    return true;
}
