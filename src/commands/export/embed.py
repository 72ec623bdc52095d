"""Write files' text as one constant of C: embed.py OUTPUT NAME FILE...

The functions that exported programs need are files of their language. They go into the shell as text: no pointers
of theirs are written at each start, as those of a table would be.
"""

import pathlib
import sys


def literal(line: str) -> str:
    quoted = line.replace("\\", "\\\\").replace('"', '\\"').replace("?", "\\?")
    return f'    "{quoted}\\n"\n'


def main() -> None:
    output, name, *files = sys.argv[1:]
    lines = [line for file in files for line in pathlib.Path(file).read_text(encoding="utf-8").splitlines()]
    text = "".join(map(literal, lines))
    pathlib.Path(output).write_text(
        f'#include "export/translate/parts.h"\n\nconst char {name}[] =\n{text};\n', encoding="utf-8")


main()
