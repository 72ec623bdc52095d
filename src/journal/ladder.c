/* The ladder as a whole, and what of it is shown: figures, the last rungs. */
#include "journal/ladder.h"

#include "base/memory.h"
#include "journal/ends.h"
#include "ladder_parts.h"

#include <stdlib.h>

static uint64_t first_kept(const struct journal *journal)
{
    uint64_t low = 1, high = journal_next(journal);

    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (journal_event(journal, middle))
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

struct ladder *ladder_new(const struct journal *journal)
{
    struct ladder *ladder = NEW(struct ladder);
    struct building *building = NEW(struct building);

    *ladder = (struct ladder){
        .journal = journal,
        .columns = memory_new(LADDER_COLUMNS * sizeof(struct ladder_column)),
        .links = memory_new(LADDER_COLUMNS * sizeof(struct ladder_link)),
        .forgotten = first_kept(journal) - 1,
    };
    building->journal = journal;
    building->ladder = ladder;
    building->lanes = memory_new((LADDER_COLUMNS + 1) * sizeof(struct lane));
    building->lanes[NO_COLUMN].peer = NO_COLUMN;
    told_find(building);
    ends_pair(building);
    events_replay(building);
    ends_free(building);
    free(building->waiting);
    free(building->told);
    free(building->attempts);
    free(building->lanes);
    free(building);
    return ladder;
}

void ladder_free(struct ladder *ladder)
{
    if (!ladder)
        return;
    free(ladder->rungs);
    free(ladder->links);
    free(ladder->columns);
    free(ladder);
}

bool ladder_is_arrow(const struct ladder_rung *rung)
{
    return rung->kind == LADDER_DATA || rung->kind == LADDER_SEGMENT;
}

size_t ladder_place(const struct ladder_figure *figure, unsigned column)
{
    size_t place = 0;

    while (place < figure->column_count && figure->columns[place] != column)
        place++;
    return place;
}

/* ---- which columns stand together ---- */

/* Columns in groups; each names one that speaks for its group. */
struct groups {
    unsigned speaker[LADDER_COLUMNS];
};

struct choosing {
    const struct ladder *ladder;
    const struct ladder_choice *choice;
    bool named[LADDER_COLUMNS];
    struct groups wide, narrow; /* all that belongs together; what talks to one another */
    struct ladder_view *view;
};

static unsigned speaker(struct groups *groups, unsigned column)
{
    while (groups->speaker[column] != column)
        column = groups->speaker[column] = groups->speaker[groups->speaker[column]];
    return column;
}

/* The earlier speaks for the later, so that groups are in order. */
static void unite(struct groups *groups, unsigned a, unsigned b)
{
    a = speaker(groups, a);
    b = speaker(groups, b);
    groups->speaker[a > b ? a : b] = a > b ? b : a;
}

static void note_named(struct choosing *choosing)
{
    const struct ladder *ladder = choosing->ladder;
    const struct ladder_choice *choice = choosing->choice;

    for (unsigned i = 0; i < ladder->column_count; i++) {
        const struct ladder_column *column = &ladder->columns[i];
        for (size_t n = 0; n < choice->socket_count; n++)
            choosing->named[i] |=
                column->socket &&
                (column->socket == end_original(ladder->journal, choice->sockets[n]) ||
                 column->listener == choice->sockets[n]);
    }
}

static bool belong_together(const struct choosing *choosing, unsigned a, unsigned b)
{
    const struct ladder_column *columns = choosing->ladder->columns;

    if (choosing->choice->socket_count)
        return choosing->named[a] && choosing->named[b];
    return (columns[a].listener && columns[a].listener == columns[b].listener) ||
           (columns[b].listener && columns[b].listener == columns[a].socket) ||
           (columns[a].listener && columns[a].listener == columns[b].socket);
}

static void group(struct choosing *choosing)
{
    const struct ladder *ladder = choosing->ladder;

    for (unsigned i = 0; i < ladder->column_count; i++)
        choosing->wide.speaker[i] = choosing->narrow.speaker[i] = i;
    for (size_t i = 0; i < ladder->link_count; i++) {
        unite(&choosing->narrow, ladder->links[i].from, ladder->links[i].to);
        unite(&choosing->wide, ladder->links[i].from, ladder->links[i].to);
    }
    for (unsigned i = 1; i < ladder->column_count; i++)
        for (unsigned j = i; j-- > 0;)
            if (belong_together(choosing, i, j)) {
                unite(&choosing->wide, i, j);
                break;
            }
}

static void add_figure(struct choosing *choosing, const unsigned *columns, size_t count)
{
    struct ladder_view *view = choosing->view;
    struct ladder_figure *figure = &view->figures[view->figure_count++];

    *figure = (struct ladder_figure){.column_count = count};
    for (size_t i = 0; i < count; i++)
        figure->columns[i] = columns[i];
}

/* The group's columns, as a figure where they fit beside one another. False where they don't. */
static bool add_group(struct choosing *choosing, struct groups *groups, unsigned first)
{
    unsigned columns[LADDER_ABREAST];
    size_t count = 0, most = choosing->choice->abreast;
    bool is_wanted = !choosing->choice->socket_count;

    for (unsigned i = first; i < choosing->ladder->column_count; i++) {
        if (speaker(groups, i) != first)
            continue;
        is_wanted |= choosing->named[i];
        if (count < LADDER_ABREAST)
            columns[count] = i;
        count++;
    }
    if (is_wanted && count > (most < LADDER_ABREAST ? most : LADDER_ABREAST))
        return false;
    if (is_wanted)
        add_figure(choosing, columns, count);
    return true;
}

static void add_pairs(struct choosing *choosing, unsigned first)
{
    const struct ladder *ladder = choosing->ladder;

    for (size_t i = 0; i < ladder->link_count; i++) {
        const struct ladder_link *link = &ladder->links[i];
        bool is_wanted = !choosing->choice->socket_count || choosing->named[link->from] ||
                         choosing->named[link->to];
        if (is_wanted && speaker(&choosing->narrow, link->from) == first)
            add_figure(choosing, (const unsigned[]){link->from, link->to}, 2);
    }
}

static void add_narrow(struct choosing *choosing, unsigned wide)
{
    for (unsigned i = wide; i < choosing->ladder->column_count; i++)
        if (speaker(&choosing->wide, i) == wide && speaker(&choosing->narrow, i) == i &&
            !add_group(choosing, &choosing->narrow, i))
            add_pairs(choosing, i);
}

static void add_figures(struct choosing *choosing)
{
    for (unsigned i = 0; i < choosing->ladder->column_count; i++)
        if (speaker(&choosing->wide, i) == i && !add_group(choosing, &choosing->wide, i))
            add_narrow(choosing, i);
}

/* ---- which rungs ---- */

static bool is_in(const struct ladder_rung *rung, const bool *members)
{
    return !rung->dropped && members[rung->from] && members[rung->to] &&
           (rung->about == LADDER_COLUMNS || members[rung->about]);
}

static void members_of(const struct ladder_figure *figure, bool members[LADDER_COLUMNS], bool are)
{
    for (size_t i = 0; i < figure->column_count; i++)
        members[figure->columns[i]] = are;
}

/* The first rung to show so that no more than `most` are. The view's clock starts with the first of all, so that the
 * figures' times can be compared. */
static size_t find_cut(const struct choosing *choosing, struct ladder_view *view)
{
    const struct ladder *ladder = choosing->ladder;
    bool *wanted = memory_new(LADDER_COLUMNS * sizeof(bool));
    size_t count = 0, cut = ladder->rung_count;

    for (size_t i = 0; i < view->figure_count; i++)
        members_of(&view->figures[i], wanted, true);
    for (size_t i = ladder->rung_count; i-- > 0;) {
        if (!is_in(&ladder->rungs[i], wanted))
            continue;
        if (ladder->rungs[i].kind != LADDER_STATE) {
            view->start = ladder->rungs[i].time;
            count++;
        }
        if (count <= choosing->choice->rungs)
            cut = i;
    }
    free(wanted);
    view->left_out = count > choosing->choice->rungs ? count - choosing->choice->rungs : 0;
    return cut;
}

/* What a listener did stands at each end that it has accepted: once in a figure will do. */
static bool is_repeated(const struct ladder_figure *figure, const struct ladder *ladder,
                        const struct ladder_rung *rung)
{
    for (size_t i = figure->rung_count; i-- > 0 && rung->kind == LADDER_NOTE && !rung->what;) {
        const struct ladder_rung *earlier = &ladder->rungs[figure->rungs[i]];
        if (earlier->event != rung->event)
            return false;
        if (earlier->kind == LADDER_NOTE && earlier->from != rung->from && !earlier->what)
            return true;
    }
    return false;
}

/* False where it has no rung to show. */
static bool fill(struct ladder_figure *figure, const struct ladder *ladder, const bool *members,
                 size_t cut, bool *ret_has_older)
{
    size_t shown = 0;

    for (size_t i = 0; i < ladder->rung_count; i++) {
        const struct ladder_rung *rung = &ladder->rungs[i];
        size_t place = ladder_place(figure, rung->from);
        if (!members[rung->from] || !is_in(rung, members))
            continue;
        bool is_state = rung->kind == LADDER_STATE;
        *ret_has_older |= i < cut && !is_state;
        if (i < cut && is_state)
            figure->states[place] = rung;
        if (i < cut || is_repeated(figure, ladder, rung))
            continue;
        shown += !is_state;
        figure->rungs = memory_grow(figure->rungs, figure->rung_count, sizeof(*figure->rungs));
        figure->rungs[figure->rung_count++] = i;
    }
    return shown;
}

static void fill_figures(struct choosing *choosing, struct ladder_view *view)
{
    size_t cut = find_cut(choosing, view), kept = 0;
    bool *members = memory_new(LADDER_COLUMNS * sizeof(bool));

    for (size_t i = 0; i < view->figure_count; i++) {
        struct ladder_figure *figure = &view->figures[i];
        bool has_older = false;
        members_of(figure, members, true);
        bool is_shown = fill(figure, choosing->ladder, members, cut, &has_older);
        members_of(figure, members, false);
        if (is_shown) {
            view->figures[kept++] = *figure;
        } else {
            free(figure->rungs);
            view->figures_left_out += has_older;
        }
    }
    view->figure_count = kept;
    free(members);
}

struct ladder_view *ladder_view_new(const struct ladder *ladder, const struct ladder_choice *choice)
{
    struct choosing *choosing = NEW(struct choosing);
    struct ladder_view *view = NEW(struct ladder_view);

    *view = (struct ladder_view){
        .ladder = ladder,
        .figures = memory_new((ladder->column_count + ladder->link_count + 1) *
                              sizeof(struct ladder_figure)),
    };
    choosing->ladder = ladder;
    choosing->choice = choice;
    choosing->view = view;
    note_named(choosing);
    group(choosing);
    add_figures(choosing);
    fill_figures(choosing, view);
    free(choosing);
    return view;
}

void ladder_view_free(struct ladder_view *view)
{
    if (!view)
        return;
    for (size_t i = 0; i < view->figure_count; i++)
        free(view->figures[i].rungs);
    free(view->figures);
    free(view);
}
