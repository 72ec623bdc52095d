"""Write the parts of files as one constant of C: embed.py OUTPUT NAME FILE...

The functions that exported programs need are files of their language. They go into the shell as text: no pointers
of theirs are written at each start, as those of a table would be. What stands above the first part is for who reads
the file.
"""

import pathlib
import re
import sys


def parts(file: str) -> list[str]:
    text = pathlib.Path(file).read_text(encoding="utf-8")
    return text[re.search(r"^(//|#): ", text, re.MULTILINE).start():].splitlines()


def literal(line: str) -> str:
    quoted = line.replace("\\", "\\\\").replace('"', '\\"').replace("?", "\\?")
    return f'    "{quoted}\\n"\n'


def main() -> None:
    output, name, *files = sys.argv[1:]
    lines = [literal(line) for file in files for line in ("", *parts(file))]
    pathlib.Path(output).write_text(
        f'#include "export/translate/parts.h"\n\nconst char {name}[] =\n{"".join(lines)};\n', encoding="utf-8")


main()
