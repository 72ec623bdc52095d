/* Files and other programs in a program in C. */
#include "export/c/parts.h"

// clang-format off
const struct part export_c_files[] = {
    {"stream_content(",
     "static struct bytes stream_content(FILE *stream)\n"
     "{\n"
     "    static struct bytes content;\n"
     "    size_t length;\n"
     "\n"
     "    content.length = 0;\n"
     "    do {\n"
     "        make_room(&content, content.length + 65536);\n"
     "        length = fread(content.data + content.length, 1, 65536, stream);\n"
     "        content.length += length;\n"
     "    } while (length > 0);\n"
     "    return literal(content.data, content.length);\n"
     "}\n", true},
    {"file_content(",
     "static struct bytes file_content(const char *path)\n"
     "{\n"
     "    FILE *file = strcmp(path, \"-\") == 0 ? stdin : fopen(path, \"rb\");\n"
     "\n"
     "    if (!file) {\n"
     "        problem = \"file\";\n"
     "        return literal(\"\", 0);\n"
     "    }\n"
     "    struct bytes content = stream_content(file);\n"
     "    fclose(file);\n"
     "    return content;\n"
     "}\n", true},
    {"output_of(",
     "static struct bytes output_of(const char *command)\n"
     "{\n"
     "    FILE *pipe = popen(command, \"r\");\n"
     "\n"
     "    if (!pipe)\n"
     "        return literal(\"\", 0);\n"
     "    struct bytes content = stream_content(pipe);\n"
     "    pclose(pipe);\n"
     "    return content;\n"
     "}\n", true},
    {"write_stream(",
     "static int write_stream(FILE *stream, struct bytes data)\n"
     "{\n"
     "    return stream && fwrite(data.data, 1, data.length, stream) == data.length ? 0 : -1;\n"
     "}\n", true},
    {"write_file(",
     "static int write_file(const char *path, const char *mode, struct bytes data)\n"
     "{\n"
     "    if (strcmp(path, \"-\") == 0)\n"
     "        return write_stream(stdout, data);\n"
     "    FILE *file = fopen(path, mode);\n"
     "    int result = write_stream(file, data);\n"
     "    if (file && fclose(file) == 0 && result == 0)\n"
     "        return 0;\n"
     "    problem = \"file\";\n"
     "    return -1;\n"
     "}\n", true},
    {"pipe_to(",
     "static int pipe_to(const char *command, struct bytes data)\n"
     "{\n"
     "    FILE *pipe = popen(command, \"w\");\n"
     "    int result = write_stream(pipe, data);\n"
     "\n"
     "    return pipe && pclose(pipe) >= 0 ? result : -1;\n"
     "}\n", true},
    {0},
};
// clang-format on
