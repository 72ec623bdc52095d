#include "story.h"

#include "journal/ladder_text.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

void story_tell(struct story *story, struct journal_event event, const char *data)
{
    event.time = story->now += 100 * MICROSECOND;
    journal_write(story->journal, &event, &(struct journal_bytes){.data = span_of(data)});
}

struct story story_of(int family, int type, size_t size)
{
    struct story story = {.journal = journal_new(size), .now = SECOND};

    for (unsigned id = A; id <= B; id++)
        journal_add_socket(story.journal, &(struct journal_socket){
                                              .id = id,
                                              .name = {id == A ? 'a' : 'b'},
                                              .fd = 10 + (int)id,
                                              .family = family,
                                              .type = type,
                                              .origin = ORIGIN_PAIR,
                                              .other = id == A ? B : A,
                                          });
    story_tell(&story, (struct journal_event){.call = CALL_SOCKETPAIR, .socket = A}, "");
    return story;
}

void story_state(struct story *story, unsigned socket, int before, int now)
{
    story_tell(
        story,
        (struct journal_event){.kind = JOURNAL_STATE, .socket = socket, .numbers = {before, now}},
        "");
}

struct story story_of_tcp(void)
{
    struct story story = story_of(AF_INET, SOCK_STREAM, JOURNAL_LEAST);

    story_state(&story, A, 0, TCP_ESTABLISHED);
    story_state(&story, B, 0, TCP_ESTABLISHED);
    return story;
}

void story_sends(struct story *story, unsigned socket, const char *data)
{
    int64_t length = (int64_t)strlen(data);

    story_tell(story,
               (struct journal_event){
                   .call = CALL_SENDTO, .socket = socket, .numbers = {length}, .result = length},
               data);
}

void story_receives(struct story *story, unsigned socket, const char *data, int flags)
{
    story_tell(story,
               (struct journal_event){.call = CALL_RECVFROM,
                                      .socket = socket,
                                      .numbers = {4096, flags},
                                      .result = (int64_t)strlen(data)},
               data);
}

void story_shuts_down(struct story *story, unsigned socket)
{
    story_tell(
        story,
        (struct journal_event){.call = CALL_SHUTDOWN, .socket = socket, .numbers = {SHUT_WR}}, "");
}

void story_closes(struct story *story, unsigned socket)
{
    story_tell(story, (struct journal_event){.call = CALL_CLOSE, .socket = socket}, "");
}

void story_looks(struct story *story, unsigned socket, int state)
{
    char info[] = {(char)state, 0};

    story_tell(story,
               (struct journal_event){
                   .call = CALL_GETSOCKOPT, .socket = socket, .numbers = {IPPROTO_TCP, TCP_INFO}},
               info);
}

size_t occurrences(const char *text, const char *what)
{
    size_t count = 0;

    while ((text = strstr(text, what))) {
        text += strlen(what);
        count++;
    }
    return count;
}

const char *story_shown(struct story *story, size_t columns, size_t rungs)
{
    struct ladder *ladder = ladder_new(story->journal);
    struct ladder_view *view = ladder_view_new(
        ladder, &(struct ladder_choice){.abreast = ladder_text_abreast(columns), .rungs = rungs});

    ladder_text(&story->text, view, &(struct ladder_page){columns, false});
    ladder_view_free(view);
    ladder_free(ladder);
    return buffer_text(&story->text);
}

void story_end(struct story *story)
{
    journal_free(story->journal);
    buffer_free(&story->text);
}
