/* The order in which a program in C has its parts. */
#include "export/c/parts.h"

#include "export/translate/parts.h"

const struct part *const c_parts[] = {
    export_c_includes, export_c_errors,    export_c_bytes,   export_c_packing,   export_c_encodings,
    export_c_patterns, export_c_addresses, export_c_sockets, export_c_options,   export_c_transfers,
    export_c_messages, export_c_facts,     export_c_files,   export_c_multicast, NULL,
};
