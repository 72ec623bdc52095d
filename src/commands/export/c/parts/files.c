/* Files and other programs in a program in C. */

//: stream_content(
static struct bytes stream_content(FILE *stream)
{
    static struct bytes content;
    size_t length;

    content.length = 0;
    do {
        make_room(&content, content.length + 65536);
        length = fread(content.data + content.length, 1, 65536, stream);
        content.length += length;
    } while (length > 0);
    return literal(content.data, content.length);
}

//: file_content(
static struct bytes file_content(const char *path)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");

    if (!file) {
        problem = "file";
        return literal("", 0);
    }
    struct bytes content = stream_content(file);
    if (ferror(file))
        problem = "file";
    fclose(file);
    return content;
}

//: output_of(
static struct bytes output_of(const char *command)
{
    FILE *pipe = popen(command, "r");

    if (!pipe)
        return literal("", 0);
    struct bytes content = stream_content(pipe);
    pclose(pipe);
    return content;
}

//: write_stream(
static int write_stream(FILE *stream, struct bytes data)
{
    return stream && fwrite(data.data, 1, data.length, stream) == data.length ? 0 : -1;
}

//: write_file(
static int write_file(const char *path, const char *mode, struct bytes data)
{
    if (strcmp(path, "-") == 0)
        return write_stream(stdout, data);
    FILE *file = fopen(path, mode);
    int result = write_stream(file, data);
    if (file && fclose(file) == 0 && result == 0)
        return 0;
    problem = "file";
    return -1;
}

//: open_output(
/* What is received next goes there: where it can't be opened, nothing is. */
static FILE *output;

static void close_output(void)
{
    if (output)
        fclose(output);
    output = NULL;
}

static int open_output(const char *path, const char *mode)
{
    close_output();
    output = fopen(path, mode);
    if (!output)
        problem = "file";
    return output ? 0 : -1;
}

//: end_output( write_output(
static int end_output(void)
{
    int result = fclose(output) == 0 ? 0 : -1;

    output = NULL;
    if (result < 0)
        problem = "file";
    return result;
}

//: write_output(
static int write_output(struct bytes data)
{
    int written = write_stream(output, data), ended = end_output();

    if (written < 0)
        problem = "file";
    return written < 0 ? written : ended;
}

//: receive_all_to_output(
/* As it comes: where that fails, what came is there. */
static int receive_all_to_output(int fd)
{
    static struct bytes piece = {"", 0, 0};

    while (receive(fd, 65536, 0, &piece) == 0) {
        if (piece.length == 0)
            return 0;
        if (write_stream(output, piece) < 0 || fflush(output) != 0) {
            problem = "file";
            return -1;
        }
    }
    return -1;
}

//: pipe_to(
static int pipe_to(const char *command, struct bytes data)
{
    FILE *pipe = popen(command, "w");
    int result = write_stream(pipe, data);

    return pipe && pclose(pipe) >= 0 ? result : -1;
}
