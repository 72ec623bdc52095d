/* Between the files of states.h. */
#ifndef JOURNAL_STATES_PARTS_H
#define JOURNAL_STATES_PARTS_H

#include "journal/journal.h"

/* Whether, as the calls before that event tell, the socket has sent its FIN behind the peer's: then CLOSE-WAIT and
 * LAST-ACK came before CLOSED. False where it may have been a reset. */
bool states_ended_second(const struct journal *journal, const struct journal_socket *socket,
                         uint64_t before);

/* The oldest event that is kept. */
uint64_t states_first_event(const struct journal *journal);

#endif
