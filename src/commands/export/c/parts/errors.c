/* How a program in C says what went wrong, and leaves. */

//: problem take_passed( complain( fail( category( receive_through( receive_exactly( receive_match( look_until( look_up( find_name( open_connection( check( check_open( check_set( check_peer(
/* What went wrong where errno doesn't tell: closed, address, mismatch. */
static const char *problem;

//: complain( fail(
static void complain(const char *call)
{
    if (problem)
        fprintf(stderr, "%s: %s\n", call, problem);
    else
        perror(call);
    problem = NULL;
}

//: fail(
static void fail(const char *call)
{
    complain(call);
    exit(EXIT_FAILURE);
}

//: waits(
/* Whether calls of the socket wait, so that EAGAIN tells of a timeout. */
static int waits(int fd)
{
    return !(fcntl(fd, F_GETFL) & O_NONBLOCK);
}

//: category(
/* What kind of error it was, in one word. */
static const char *category(int has_waited)
{
    int is_shortage = errno == EMFILE || errno == ENFILE || errno == ENOMEM;
    int is_timeout = has_waited && (errno == EAGAIN || errno == EINPROGRESS);
    const char *other = errno == ENAMETOOLONG ? "usage" : "socket";
    const char *kind = problem ? problem : is_timeout ? "timeout" : other;

    if (is_shortage && (!problem || strcmp(problem, "file") == 0))
        kind = "resource";
    problem = NULL;
    return kind;
}

//: check(
static int check(int holds)
{
    if (!holds)
        problem = "mismatch";
    return holds ? 0 : -1;
}

//: check_open(
/* Whether the handle is open still. */
static int check_open(int fd)
{
    if (fd < 0)
        problem = "name";
    return fd < 0 ? -1 : 0;
}

//: check_set(
/* Whether a variable has been given a value. */
static int check_set(long long is_set)
{
    if (!is_set)
        problem = "name";
    return is_set ? 0 : -1;
}

//: check_peer(
/* What has no other end has no field of it. */
static int check_peer(int fd)
{
    struct sockaddr_storage peer;
    int result = getpeername(fd, (struct sockaddr *)&peer, &(socklen_t){sizeof(peer)});

    if (result < 0)
        problem = "name";
    return result;
}

//: check_value(
/* Whether the value before could be made. */
static int check_value(void)
{
    return problem ? -1 : 0;
}

//: check_real(
/* The same of a fraction. */
static int check_real(double value)
{
    (void)value;
    return check_value();
}

//: check_range(
/* Whether a number fits where it is packed. */
static int check_range(long long number, long long least, long long most)
{
    if (number < least || number > most)
        problem = "usage";
    return number < least || number > most ? -1 : 0;
}

//: require(
static void require(int holds)
{
    if (check(holds) < 0)
        fail("assert");
}
