/* How a program in C says what went wrong, and leaves. */
#include "export/c/parts.h"

// clang-format off
const struct part export_c_errors[] = {
    {"problem take_passed( complain( fail( category( receive_through( receive_exactly( receive_match( look_until( look_up( find_name( open_connection( check(",
     "/* What went wrong where errno doesn't tell: closed, address, mismatch. */\n"
     "static const char *problem;\n", true},
    {"complain( fail(",
     "static void complain(const char *call)\n"
     "{\n"
     "    if (problem)\n"
     "        fprintf(stderr, \"%s: %s\\n\", call, problem);\n"
     "    else\n"
     "        perror(call);\n"
     "    problem = NULL;\n"
     "}\n", true},
    {"fail(",
     "static void fail(const char *call)\n"
     "{\n"
     "    complain(call);\n"
     "    exit(EXIT_FAILURE);\n"
     "}\n", true},
    {"waits(",
     "/* Whether calls of the socket wait, so that EAGAIN tells of a timeout. */\n"
     "static int waits(int fd)\n"
     "{\n"
     "    return !(fcntl(fd, F_GETFL) & O_NONBLOCK);\n"
     "}\n", true},
    {"category(",
     "/* What kind of error it was, in one word. */\n"
     "static const char *category(int has_waited)\n"
     "{\n"
     "    const char *kind = problem;\n"
     "\n"
     "    if (!kind)\n"
     "        kind = has_waited && (errno == EAGAIN || errno == EINPROGRESS) ? \"timeout\" : \"socket\";\n"
     "    problem = NULL;\n"
     "    return kind;\n"
     "}\n", true},
    {"check(",
     "static int check(int holds)\n"
     "{\n"
     "    if (!holds)\n"
     "        problem = \"mismatch\";\n"
     "    return holds ? 0 : -1;\n"
     "}\n", true},
    {"check_value(",
     "/* Whether the value before could be made. */\n"
     "static int check_value(void)\n"
     "{\n"
     "    return problem ? -1 : 0;\n"
     "}\n", true},
    {"check_real(",
     "/* The same of a fraction. */\n"
     "static int check_real(double value)\n"
     "{\n"
     "    (void)value;\n"
     "    return check_value();\n"
     "}\n", true},
    {"check_range(",
     "/* Whether a number fits where it is packed. */\n"
     "static int check_range(long long number, long long least, long long most)\n"
     "{\n"
     "    if (number < least || number > most)\n"
     "        problem = \"usage\";\n"
     "    return number < least || number > most ? -1 : 0;\n"
     "}\n", true},
    {"require(",
     "static void require(int holds)\n"
     "{\n"
     "    if (check(holds) < 0)\n"
     "        fail(\"assert\");\n"
     "}\n", true},
    {0},
};
// clang-format on
