/* What a program in C may need, a table for each idea. In a table, and from one to the next, a function stands
 * behind those that it calls. Private to src/commands. */
#ifndef COMMANDS_EXPORT_C_PARTS_H
#define COMMANDS_EXPORT_C_PARTS_H

#include "export/translate/parts.h"

extern const struct part export_c_includes[], export_c_errors[], export_c_bytes[],
    export_c_packing[], export_c_encodings[], export_c_patterns[], export_c_addresses[],
    export_c_sockets[], export_c_transfers[], export_c_messages[], export_c_facts[],
    export_c_files[], export_c_options[], export_c_multicast[];

#endif
