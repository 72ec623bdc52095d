/* The search of `help WORD...`. */
#include "help.h"

#include "base/buffer.h"
#include "base/nearest.h"
#include "commands/topics.h"
#include "explain.h"
#include "net/failures.h"
#include "net/option.h"
#include "shell/request.h"
#include "shell/session.h"

#include <ctype.h>
#include <strings.h>

enum { MOST = 12, TEXTS = 4 };

/* What a word is worth by where it is found; a whole word is worth one more than the beginning of one. */
enum { IN_NAME = 16, IN_SUMMARY = 4, IN_TEXT = 1 };

struct hit {
    const char *kind, *name, *summary;
    const char *other_name; /* an alias or C name; NULL for none */
    unsigned words;         /* how many of those looked for are found */
    unsigned worth;
};

struct hunt {
    const struct argument *words; /* the first of them */
    const struct command *self;   /* help, whose examples have words that it isn't about */
    struct nearest nearest;       /* to the first */
    struct hit hits[MOST];        /* the best, best first */
    struct failure rare_code;     /* of them, which no table has */
    size_t count;
};

static bool is_inside(char byte)
{
    return isalnum((unsigned char)byte);
}

/* 0 where no word of the text begins so, 1 where one does, 2 where one is just that. */
static unsigned look(const char *text, struct span word)
{
    unsigned found = 0;

    for (const char *at = text; *at && found < 2; at++) {
        if ((at > text && is_inside(at[-1])) || strncasecmp(at, word.data, word.length) != 0)
            continue;
        found = is_inside(at[word.length]) ? (found ? found : 1) : 2;
    }
    return found;
}

static unsigned worth_of(const char *text, struct span word, unsigned place)
{
    bool can_be_found = text && !memchr(word.data, '\0', word.length);
    unsigned found = can_be_found ? look(text, word) : 0;

    return found ? place + found - 1 : 0;
}

/* Offered once: the same word stands in many texts. */
static void offer_words(struct nearest *nearest, const char *text)
{
    for (const char *at = text; *at;) {
        size_t length = strcspn(at, " ,.;:()[]`'\"\n");
        if (length > 3)
            nearest_offer(nearest, (struct span){at, length});
        at += length + (at[length] != '\0');
    }
}

/* Insert it where it belongs; what falls off the end was the least. Among equals the first comes first. */
static void keep(struct hunt *hunt, const struct hit *hit)
{
    size_t at = hunt->count < MOST ? hunt->count++ : MOST;

    for (; at > 0; at--) {
        const struct hit *before = &hunt->hits[at - 1];
        if (before->words > hit->words ||
            (before->words == hit->words && before->worth >= hit->worth))
            break;
        if (at < MOST)
            hunt->hits[at] = *before;
    }
    if (at < MOST)
        hunt->hits[at] = *hit;
}

static unsigned worth_in(const struct hit *hit, const char *const texts[TEXTS], struct span word)
{
    unsigned worth = worth_of(hit->name, word, IN_NAME);

    if (!worth)
        worth = worth_of(hit->other_name, word, IN_NAME);
    if (!worth)
        worth = worth_of(hit->summary, word, IN_SUMMARY);
    for (size_t i = 0; i < TEXTS && !worth; i++)
        worth = worth_of(texts[i], word, IN_TEXT);
    return worth;
}

/* `texts`, NULL where there is none, say more than names and summary. */
static void consider(struct hunt *hunt, struct hit hit, const char *const texts[TEXTS])
{
    nearest_offer(&hunt->nearest, span_of(hit.name));
    offer_words(&hunt->nearest, hit.summary);
    for (const struct argument *word = hunt->words; word; word = word->more) {
        unsigned worth = worth_in(&hit, texts, word->text);
        hit.words += worth > 0;
        hit.worth += worth;
    }
    if (hit.words)
        keep(hunt, &hit);
}

/* All that is said of parameters or examples, in one text. */
static void append_parameters(struct buffer *out, const struct parameter *parameters)
{
    for (const struct parameter *p = parameters; p && p->name[0]; p++)
        buffer_printf(out, "%s %s %s ", p->name, p->choices[0] ? p->choices : "", p->summary);
}

static void append_examples(struct buffer *out, const struct example *examples)
{
    for (const struct example *e = examples; e && e->statement[0]; e++)
        buffer_printf(out, "%s %s ", e->statement, e->summary);
}

static void consider_command(struct hunt *hunt, const struct command *command)
{
    cleanup_buffer struct buffer more = {0};

    append_parameters(&more, command->parameters);
    append_parameters(&more, command->options);
    if (command != hunt->self)
        append_examples(&more, command->examples);
    consider(hunt, (struct hit){"command", command->name, command->summary, command->aliases},
             (const char *[TEXTS]){command->details, buffer_text(&more), command->kernel,
                                   command->c_call});
}

static void consider_topic(struct hunt *hunt, const struct topic *topic)
{
    cleanup_buffer struct buffer more = {0};

    append_examples(&more, topic->examples);
    consider(hunt, (struct hit){"topic", topic->name, topic->summary},
             (const char *[TEXTS]){topic->text, buffer_text(&more)});
}

/* Where several have the short name, only the C name means the others. */
static const char *name_of(const struct socket_option *option)
{
    for (const struct socket_option *first = socket_options; first < option; first++)
        if (strcmp(first->name, option->name) == 0)
            return option->c_name;
    return option->name;
}

/* Only by its name: what codes mean has words of everything. A number may be anything. */
static void consider_code(struct hunt *hunt, struct span word)
{
    bool is_name = word.length && isalpha((unsigned char)word.data[0]);
    const struct failure *code = is_name ? explain_find_code(word, &hunt->rare_code) : NULL;

    if (code)
        keep(hunt, &(struct hit){"error", code->name, code->meaning, .words = 1, .worth = IN_NAME});
}

static void consider_all(struct hunt *hunt, command_table table)
{
    for (size_t i = 0; table[i]; i++)
        consider_command(hunt, table[i]);
    for (const struct topic *topic = topics; topic->name; topic++)
        consider_topic(hunt, topic);
    for (const struct socket_option *option = socket_options; option->name[0]; option++)
        consider(hunt, (struct hit){"option", name_of(option), option->summary, option->c_name},
                 (const char *[TEXTS]){option->advice});
    for (const struct argument *word = hunt->words; word; word = word->more)
        consider_code(hunt, word->text);
}

/* What is typed to read on. */
static void tell_hit(struct buffer *out, const struct hit *hit)
{
    cleanup_buffer struct buffer typed = {0};
    const char *command = "help";

    if (strcmp(hit->kind, "option") == 0)
        command = "getsockopt";
    else if (strcmp(hit->kind, "error") == 0)
        command = "explain";
    buffer_printf(&typed, "%s %s", command, hit->name);
    tell_row(out, buffer_text(&typed), hit->summary);
}

/* Those with all the words, or as many as any has. */
static void tell_hits(const struct hunt *hunt, struct reply *reply, struct buffer *out)
{
    struct list *list = fields_list(&reply->fields, "found");

    for (size_t i = 0; i < hunt->count && hunt->hits[i].words == hunt->hits[0].words; i++) {
        struct fields *row = list_add(list);
        fields_text(row, "kind", span_of(hunt->hits[i].kind));
        fields_text(row, "name", span_of(hunt->hits[i].name));
        fields_text(row, "summary", span_of(hunt->hits[i].summary));
        tell_hit(out, &hunt->hits[i]);
    }
}

static bool fail_nothing(const struct hunt *hunt, struct error *error)
{
    char shown[64];

    error_copy(shown, sizeof(shown), hunt->words->text);
    error_set(error, ERROR_NAME, "nothing in help is about %s%s", shown,
              hunt->words->more ? " or the other words" : "");
    nearest_hint(&hunt->nearest, error,
                 "`help` lists the commands, `help topics` what else there is");
    return error_at(error, hunt->words->place);
}

bool help_search(const struct request *request, struct reply *reply, struct buffer *out,
                 struct error *error)
{
    const struct argument *words = request_argument(request, "WORD");
    struct hunt hunt = {
        .words = words, .self = request->command, .nearest = nearest_start(words->text)};

    consider_all(&hunt, request->session->commands);
    if (hunt.count == 0)
        return fail_nothing(&hunt, error);
    tell_hits(&hunt, reply, out);
    return true;
}
