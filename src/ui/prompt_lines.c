/* What was typed or pasted, run line by line: as if each of its lines had been typed by itself. */
#include "prompt_parts.h"

#include "errors_only.h"
#include "net/loop.h"
#include "notice.h"
#include "shell/arrivals.h"
#include "shell/lesson.h"
#include "shell/session.h"
#include "waiting.h"

#include <stdio.h>

enum {
    SHOWN_LINES = 1000,   /* of one text, with their replies; of what follows only errors are */
    ERRORS_IN_A_ROW = 10, /* what was pasted is no program */
    LINES_A_LOOK = 4096,  /* Ctrl-C is looked for every so many that are counted */
};

#define BETWEEN (250 * MILLISECOND)

/* The lines that have something in them. */
struct survey {
    size_t count;
    bool interrupted;
    bool unfinished;    /* the last one is */
    struct error error; /* why */
};

struct run {
    struct prompt *prompt;
    struct errors_only filter; /* and in it the session's output */
    struct span line;          /* that runs */
    size_t count, done, failed, failed_in_a_row;
    bool shows; /* each line, for what was pasted is off the screen */
    bool interrupted;
    nanoseconds next; /* when to tell how far it is */
};

static struct parse next_line(struct span text, unsigned number, struct error *error)
{
    struct parse_rules rules = session_rules();
    struct parse parse = parse_line(text, number, &rules, error);

    if (parse.outcome != PARSE_DONE)
        parse.length = parse.failed_length;
    return parse;
}

/* A comment is nothing. */
static bool is_something(const struct parse *parse)
{
    return parse->outcome != PARSE_DONE || parse->program->body.first;
}

static unsigned count_line_feeds(struct span text)
{
    unsigned count = 0;

    for (size_t i = 0; i < text.length; i++)
        count += text.data[i] == '\n';
    return count;
}

static struct survey survey(struct loop *loop, struct span text, unsigned number)
{
    struct survey survey = {0};

    for (size_t i = 1; text.length && !survey.interrupted; i++) {
        struct parse parse = next_line(text, number, &survey.error);
        survey.count += is_something(&parse);
        survey.unfinished = parse.outcome == PARSE_INCOMPLETE;
        survey.interrupted = i % LINES_A_LOOK == 0 && loop_take_interrupt(loop);
        number += count_line_feeds((struct span){text.data, parse.length});
        text = span_after(text, parse.length);
        program_free(parse.program);
    }
    return survey;
}

/* What is written next stands over a key that was echoed. */
static void cover_key(void)
{
    putchar('\r');
    fflush(stdout);
}

/* In the status line, where there is one. */
static void tell(const struct run *run, struct span text)
{
    const struct output *output = &run->filter.output;

    if (output->status)
        output->status(output->context, text);
}

static void show_line(void *context)
{
    const struct run *run = context;

    tell(run, SPAN(""));
    cover_key();
    prompt_echo(run->prompt, run->line);
}

static void show_errors_only(struct run *run)
{
    notice(stdout, run->prompt->input_fd,
           "the first %zu of %zu lines have run; of the rest only errors are shown; Ctrl-C ends it",
           run->done, run->count);
    run->shows = false;
    run->next = clock_deadline(SECOND);
    run->prompt->session->output = errors_only(&run->filter);
}

static void tell_how_far(struct run *run)
{
    cleanup_buffer struct buffer text = {0};
    nanoseconds now = clock_now();

    if (now < run->next)
        return;
    run->next = now + BETWEEN;
    buffer_printf(&text, "line %zu of %zu; Ctrl-C ends it", run->done, run->count);
    tell(run, buffer_span(&text));
}

/* What came by itself is told before a line, as before a prompt. */
static bool begin_line(struct run *run)
{
    if (run->count > SHOWN_LINES && run->done == SHOWN_LINES)
        show_errors_only(run);
    if (run->done > SHOWN_LINES)
        tell_how_far(run);
    if (!run->shows)
        return true;
    if (run->done > 0 && !arrivals_before_prompt(run->prompt->session))
        return false;
    prompt_echo(run->prompt, run->line);
    return true;
}

/* `try` has the interrupt, and the rest is left out all the same. */
static bool is_interrupted(const struct session *session, bool done, enum error_category before)
{
    return session->last_category == ERROR_INTERRUPTED && (!done || before != ERROR_INTERRUPTED);
}

/* False when the rest is to be left out. */
static bool run_line(struct run *run, const struct parse *parse, struct error *error)
{
    struct session *session = run->prompt->session;
    enum error_category before = session->last_category;
    bool done = parse->outcome == PARSE_DONE;

    run->interrupted = !begin_line(run);
    if (run->interrupted)
        return false;
    lesson_before_line(session);
    waiting_begin_line(run->prompt->waiting);
    if (done)
        done = session_run(session, parse->program);
    else
        session_report_text(session, run->line, error);
    waiting_hide(run->prompt->waiting);
    waiting_begin_line(run->prompt->waiting); /* now the lesson may wait */
    bool is_left = !lesson_after_line(session, run->line, done);
    waiting_hide(run->prompt->waiting);
    run->done++;
    run->failed += !done;
    run->failed_in_a_row = done ? 0 : run->failed_in_a_row + 1;
    run->interrupted = is_left || is_interrupted(session, done, before);
    return !run->interrupted && run->failed_in_a_row < ERRORS_IN_A_ROW;
}

static void run_lines(struct run *run, struct span text, unsigned number)
{
    bool goes_on = true;

    while (goes_on && text.length && !run->prompt->session->quitting) {
        struct error error = {0};
        struct parse parse = next_line(text, number, &error);
        run->line = (struct span){text.data, parse.length};
        if (is_something(&parse))
            goes_on = run_line(run, &parse, &error);
        number += count_line_feeds(run->line);
        text = span_after(text, parse.length);
        program_free(parse.program);
    }
}

static void tell_end(const struct run *run)
{
    size_t left = run->count - run->done;
    cleanup_buffer struct buffer why = {0};

    if (run->prompt->session->quitting)
        return;
    if (run->done > SHOWN_LINES)
        notice(stdout, run->prompt->input_fd, "%zu lines have run; errors: %zu", run->done,
               run->failed);
    if (!run->interrupted)
        buffer_printf(&why, "%d lines in a row failed: ", ERRORS_IN_A_ROW);
    if (left)
        notice(stdout, run->prompt->input_fd, "%s%zu more line%s left out", buffer_text(&why), left,
               left == 1 ? " was" : "s were");
}

static void run_surveyed(struct prompt *prompt, struct span text, size_t count)
{
    struct session *session = prompt->session;
    bool pages = session->pages;
    struct run run = {
        .prompt = prompt,
        .filter = {.output = session->output, .before = show_line},
        .count = count,
        .shows = count > 1 || prompt->pasted,
    };

    run.filter.context = &run;
    session->pages = pages && count <= SHOWN_LINES;
    waiting_begin(prompt->waiting);
    run_lines(&run, text, prompt->first_line);
    waiting_end(prompt->waiting);
    session->output = run.filter.output;
    session->pages = pages;
    if (run.done > SHOWN_LINES)
        tell(&run, SPAN(""));
    tell_end(&run);
    if (run.interrupted)
        prompt->editor->drop();
}

static struct buffer take_text(struct prompt *prompt)
{
    struct buffer text = prompt->text;

    prompt->text = (struct buffer){0};
    return text;
}

/* Nothing is run. What was pasted is put on the screen again, for the rest to be typed below it. */
static void wait_for_rest(struct prompt *prompt)
{
    struct buffer text = take_text(prompt);

    if (prompt->pasted)
        prompt_echo(prompt, buffer_span(&text));
    prompt->pasted = false;
    prompt->text = text;
}

static void keep(struct prompt *prompt, const struct buffer *text)
{
    cleanup_buffer struct buffer entry = {0};

    buffer_append(&entry, (struct span){text->data, text->length - 1}); /* the last line feed */
    prompt_keep(prompt, buffer_text(&entry));
}

void prompt_run_text(struct prompt *prompt)
{
    struct loop *loop = prompt->session->network.loop;

    loop_take_interrupt(loop);
    struct survey found = survey(loop, buffer_span(&prompt->text), prompt->first_line);
    if (found.unfinished && !found.interrupted && !prompt->ended) {
        wait_for_rest(prompt);
        return;
    }
    cleanup_buffer struct buffer text = take_text(prompt);
    keep(prompt, &text);
    if (found.interrupted) {
        cover_key();
        notice(stdout, prompt->input_fd, "nothing was run");
    } else if (found.unfinished) {
        session_report_text(prompt->session, buffer_span(&text), &found.error);
    } else {
        run_surveyed(prompt, buffer_span(&text), found.count);
    }
    prompt->pasted = false;
}
