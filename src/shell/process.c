#include "shell/process.h"

#include "base/memory.h"
#include "net/loop.h"
#include "shell/session.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PIECE = 64 * 1024 };

/* How long a command goes on reading what was written, after what fed it has failed; and a pager after
 * Ctrl-C, which most take for a reason to end. */
#define GRACE (500 * MILLISECOND)

static void run_child(struct session *session, const char *text, int input_fd, int output_fd)
{
    /* A group of its own, so that an interrupt reaches all of a pipeline. */
    if (!isatty(STDIN_FILENO))
        setpgid(0, 0);
    if (session->input_taken && input_fd < 0) /* the program is ours to read */
        input_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (input_fd >= 0)
        dup2(input_fd, STDIN_FILENO);
    if (output_fd >= 0)
        dup2(output_fd, STDOUT_FILENO);
    else if (session->json)
        dup2(STDERR_FILENO, STDOUT_FILENO);
    loop_restore_signals(session->network.loop);
    execl("/bin/sh", "sh", "-c", text, (char *)NULL);
    _exit(127);
}

static bool fail_shortage(struct error *error, const char *call)
{
    return error_call(error, ERROR_RESOURCE, errno, call, "%s", "");
}

bool process_start(struct session *session, struct span text, bool feed, bool capture,
                   struct process *ret_process, struct error *error)
{
    int input[2] = {-1, -1}, output[2] = {-1, -1};

    if (session->output.status) /* the terminal may be the command's now */
        session->output.status(session->output.context, SPAN(""));
    if (feed && pipe2(input, O_CLOEXEC) < 0)
        return fail_shortage(error, "pipe");
    cleanup_fd int input_read = input[0], input_write = input[1];
    if (capture && pipe2(output, O_CLOEXEC) < 0)
        return fail_shortage(error, "pipe");
    cleanup_fd int output_read = output[0], output_write = output[1];

    const char *command = arena_text(&session->arena, text);
    pid_t pid = fork();
    if (pid < 0)
        return fail_shortage(error, "fork");
    if (pid == 0)
        run_child(session, command, input_read, output_write);
    if (!isatty(STDIN_FILENO))
        setpgid(pid, pid); /* here too: an interrupt may come before the child runs */
    if (feed)
        fcntl(input_write, F_SETFL, O_NONBLOCK);
    *ret_process = (struct process){
        .pid = pid, .input_fd = steal_fd(&input_write), .output_fd = steal_fd(&output_read)};
    session->processes++;
    return true;
}

/* Of its own group, where it has one, or of ours. */
static void signal_to(const struct process *process, int signal)
{
    if (kill(-process->pid, signal) < 0)
        kill(process->pid, signal);
}

static void interrupt(struct process *process)
{
    process->interrupts++;
    if (!isatty(STDIN_FILENO))
        kill(-process->pid, SIGINT);
}

static bool leave_alone(const struct process *process, struct error *error)
{
    error_set(error, ERROR_INTERRUPTED, "interrupted");
    return error_hint(error, "the shell command (pid %d) goes on", (int)process->pid);
}

/* Pass an interrupt on; a second one leaves the child alone. */
static bool pass_interrupt(struct process *process, struct error *error)
{
    interrupt(process);
    return process->is_pager || process->interrupts == 1 || leave_alone(process, error);
}

/* Whether it is ended whatever it does. */
static bool is_forced(const struct process *process)
{
    return process->is_pager && !process->is_several;
}

static bool read_output(struct session *session, struct process *process, struct buffer *output,
                        struct error *error)
{
    for (;;) {
        if (loop_wait(session->network.loop, process->output_fd, POLLIN, CLOCK_NEVER, NULL) ==
            LOOP_INTERRUPTED) {
            if (!pass_interrupt(process, error))
                return false;
            if (session->quitting)
                return leave_alone(process, error);
            continue;
        }
        ssize_t length = read(process->output_fd, buffer_reserve(output, PIECE), PIECE);
        if (length < 0 && errno == EINTR)
            continue;
        if (length < 0)
            return error_call(error, ERROR_FILE, errno, "read", "the shell command's output");
        if (length == 0)
            return true;
        output->length += (size_t)length;
        if (output->length <= session->value_limit)
            continue;
        signal_to(process, SIGKILL);
        waitpid(process->pid, NULL, 0);
        return error_set(error, ERROR_RESOURCE,
                         "the shell command's output is over the limit of "
                         "a value, %zu bytes",
                         (size_t)session->value_limit);
    }
}

/* What goes on after all is ended: a pager, which takes SIGINT for a command of its own and may be stopped, at the
 * latest by the second try. */
static void end(struct process *process)
{
    bool again = process->endings++ > 0;

    if (!process->is_pager) {
        signal_to(process, SIGINT);
        return;
    }
    signal_to(process, again ? SIGKILL : SIGTERM);
    signal_to(process, SIGCONT);
}

/* Who ends the session, or has lost the terminal, waits for nothing that goes on after all. */
static nanoseconds patience(const struct session *session, const struct process *process)
{
    bool hurries = session->quitting || (process->abandoned && !process->endings) ||
                   (is_forced(process) && process->interrupts);

    return hurries ? clock_deadline(GRACE) : CLOCK_NEVER;
}

static bool wait_for_end(struct session *session, struct process *process, struct error *error)
{
    cleanup_fd int pid_fd = (int)syscall(SYS_pidfd_open, process->pid, 0);

    while (pid_fd >= 0) {
        enum loop_outcome outcome =
            loop_wait(session->network.loop, pid_fd, POLLIN, patience(session, process), NULL);
        if (outcome != LOOP_INTERRUPTED && outcome != LOOP_TIMEOUT)
            return true;
        if (outcome == LOOP_INTERRUPTED && !pass_interrupt(process, error))
            return false;
        if (outcome == LOOP_TIMEOUT && session->quitting && process->endings && !is_forced(process))
            return leave_alone(process, error);
        if (outcome == LOOP_TIMEOUT)
            end(process);
    }
    return true;
}

static bool finish(struct session *session, struct process *process, struct buffer *output,
                   int *ret_status, struct error *error)
{
    cleanup_fd int output_fd = process->output_fd;
    int status = 0;

    if (output_fd >= 0 && !read_output(session, process, output, error))
        return false;
    if (!wait_for_end(session, process, error))
        return false;
    while (waitpid(process->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    *ret_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    if (process->interrupts == 0)
        return true;
    return error_set(error, ERROR_INTERRUPTED, "interrupted");
}

bool process_finish(struct session *session, struct process *process, struct buffer *output,
                    int *ret_status, struct error *error)
{
    bool done = finish(session, process, output, ret_status, error);

    session->processes--;
    return done;
}
