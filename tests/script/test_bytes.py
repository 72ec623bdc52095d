"""pack, unpack, encode, decode and checksum against Python's own struct, binascii, base64, zlib and urllib.

Many statements go to one socksh, in a script of their own; the seed is fixed, so that every run asks the same.
"""

import base64
import math
import random
import struct
import urllib.parse
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory

from socksh import Result, SockshTestCase, data, main, run

INTEGERS = {"b": 1, "B": 1, "h": 2, "H": 2, "i": 4, "I": 4, "l": 8, "L": 8, "q": 8, "Q": 8, "n": 8, "N": 8, "P": 8}
LIMITS = {"e": 65519.9, "f": 3.4028235677e38, "d": 1.7976931348623157e308}  # what rounds to more is refused
COUNT = 3000


def word(content: bytes) -> str:
    """A word of the language with these bytes."""
    return f'x"{content.hex()}"'


def run_all(statements: list[str], *args: str) -> Result:
    """Run statements by one socksh; there are too many for a command line."""
    with TemporaryDirectory() as directory:
        script = Path(directory, "script")
        script.write_text("\n".join(statements) + "\n")
        return run(script, *args)


class Values:
    """Random formats and values for them."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def integer(self, letter: str, standard: bool) -> int:
        """Of every size up to the letter's, its limits among them."""
        size = struct.calcsize(("=" if standard else "@") + letter)
        most = (1 << 8 * size) - 1 if letter.isupper() else (1 << 8 * size - 1) - 1
        least = 0 if letter.isupper() and letter != "P" else -(1 << 8 * size - 1)
        limited = self.random.randint(-(1 << self.random.randint(1, 64)), 1 << self.random.randint(1, 64))
        return self.random.choice([most, least, min(max(limited, least), most)])

    def real(self, letter: str) -> float:
        """Any bits, a tie, or one of those that a person would write."""
        special = [math.inf, -math.inf, math.nan, 0.0, -0.0, 0.1, 1.0, 1 / 3, 2049.0, 2051.0, 2 ** -25, 3 * 2 ** -25]
        number = self.random.choice([struct.unpack("d", self.random.randbytes(8))[0],
                                     struct.unpack(letter, self.random.randbytes(struct.calcsize(letter)))[0],
                                     self.random.uniform(-1e5, 1e5), self.random.choice(special)])
        if math.isnan(number):
            return math.nan  # a word for it has no sign
        return number if math.isinf(number) or abs(number) < LIMITS[letter] else 1.5

    def bytes(self, most: int) -> bytes:
        """Any bytes."""
        return self.random.randbytes(self.random.randint(0, most))

    def group(self, letter: str, standard: bool) -> tuple[str, list[tuple[object, str]]]:
        """A letter with a count, and its values: each for Python, and as a word."""
        count = self.random.choice([0, 1, 1, 1, 2, 3, 7])
        if letter in "sp":
            count = self.random.choice([1, 1, 2, 5, 20, 300]) if letter == "p" else self.random.choice([0, 1, 5, 300])
            value = self.bytes(310)
            return f"{count}{letter}", [(value, word(value))]
        values = [self.value(letter, standard) for _ in range(0 if letter == "x" else count)]
        return f"{count}{letter}" if count != 1 else letter, values

    def value(self, letter: str, standard: bool) -> tuple[object, str]:
        """A value for Python, and as a word."""
        if letter == "c":
            byte = self.random.randbytes(1)
            return byte, word(byte)
        if letter == "?":
            return self.random.choice([(True, "on"), (False, "off"), (True, "true"), (False, "0"), (True, "1")])
        if letter in "efd":
            number = self.real(letter)
            return number, repr(number)
        number = self.integer(letter, standard)
        return number, self.random.choice([str(number), hex(number)])

    def format(self) -> tuple[str, list[tuple[object, str]]]:
        """A format, and the values for it."""
        order = self.random.choice(["", "@", "=", "<", ">", "!"])
        standard = order not in ("", "@")
        letters = self.random.choices("xcbB?hHiIlLqQefdsp" + ("" if standard else "nNP"), k=self.random.randint(0, 6))
        groups = [self.group(letter, standard) for letter in letters]
        blank = self.random.choice(["", " ", "\t "])
        return order + blank.join(group for group, _ in groups), [value for _, values in groups for value in values]


class Pack(SockshTestCase):
    """The same bytes as Python makes, and the same values."""

    def test_pack(self) -> None:
        values = Values(1)
        cases = [values.format() for _ in range(COUNT)]
        result = run_all([" ".join(["pack", f"'{form}'", *(text for _, text in given)]) for form, given in cases])
        self.assertOk(result)
        self.assertEqual(len(result.replies), len(cases))
        for (form, given), reply in zip(cases, result.replies):
            self.assertData(reply, "pack", struct.pack(form, *(value for value, _ in given)))

    def assertValue(self, letter: str, order: str, row: dict, expected: object) -> None:
        """A fraction is the one that makes the same bytes; of bytes that are no text there is base64."""
        value = row["value"]
        self.assertEqual(row["letter"], letter)
        if isinstance(expected, bytes):
            got = base64.b64decode(row["base64"]) if "base64" in row else value.encode()
            self.assertEqual(got, expected)
        elif isinstance(expected, float) and math.isnan(expected):
            self.assertEqual(value, "nan")
        elif isinstance(expected, float):
            self.assertEqual(struct.pack(order + letter, float(value)), struct.pack(order + letter, expected))
            self.assertLessEqual(len(repr(float(value))), len(repr(expected)))
        else:
            self.assertEqual((value, type(value)), (expected, type(expected)))

    def test_unpack(self) -> None:
        values = Values(2)
        cases = [(form, values.random.randbytes(struct.calcsize(form)))
                 for form in (values.format()[0] for _ in range(COUNT))]
        result = run_all([f"unpack '{form}' {word(content)}" for form, content in cases])
        self.assertOk(result)
        self.assertEqual(len(result.replies), len(cases))
        for (form, content), reply in zip(cases, result.replies):
            expected = struct.unpack(form, content)
            order = form[0] if form[:1] in tuple("@=<>!") else ""
            self.assertEqual([row["index"] for row in reply["values"]], list(range(len(expected))))
            for row, value in zip(reply["values"], expected):
                self.assertValue(row["letter"], order, row, value)

    def test_unpack_from(self) -> None:
        values = Values(3)
        cases = []
        for _ in range(COUNT // 10):
            content = values.bytes(12)
            cases.append((values.random.choice(["!H", "<i", "b", "!3s", "!", "4x"]), content,
                          values.random.randint(-14, 14)))
        result = run_all([f"unpack --from {offset} '{form}' {word(content)}" for form, content, offset in cases], "-k")
        for (form, content, offset), reply in zip(cases, result.replies):
            with self.subTest(form=form, content=content, offset=offset):
                try:
                    expected = len(struct.unpack_from(form, content, offset))
                except struct.error:
                    self.assertError(reply, "usage")
                else:
                    self.assertOk(reply)
                    self.assertEqual(len(reply["values"]), expected)

    def test_formats_that_are_wrong(self) -> None:
        letters = Values(4).random
        cases = ["".join(letters.choices("xcbB?hHiIlLqQnNPefdsp@=<>!0123456789 ykZ", k=letters.randint(1, 5)))
                 for _ in range(COUNT)]
        result = run_all([f"set value-limit 1M; unpack '{form}' ''" for form in cases], "-k")
        for form, reply in zip(cases, result.all("unpack")):
            with self.subTest(form):
                try:
                    wanted = struct.calcsize(form)
                except struct.error:
                    wanted = None
                if wanted == 0 and "0p" not in form:
                    self.assertOk(reply)
                elif not reply["ok"] and reply["error"]["category"] == "resource":
                    self.assertIn("values at the most", reply["error"]["message"])
                elif wanted == 0:
                    self.assertOk(reply)
                else:
                    message = self.assertError(reply, "usage")["message"]
                    self.assertEqual(f"wants {wanted} byte" in message, wanted is not None, f"{form}: {message}")

    def test_values_out_of_range(self) -> None:
        cases = []
        for letter, order in ((letter, order) for letter in INTEGERS for order in "@="):
            if order == "@" or letter not in "nNP":
                size = struct.calcsize(order + letter)
                cases += [(order + letter, number + step) for step in (-1, 0, 1)
                          for number in (-(1 << 8 * size - 1), 0, (1 << 8 * size - 1) - 1, (1 << 8 * size) - 1)]
        result = run_all([f"pack '{form}' {number}" for form, number in cases], "-k")
        for (form, number), reply in zip(cases, result.replies):
            with self.subTest(form=form, number=number):
                try:
                    expected = struct.pack(form, number)
                except (struct.error, OverflowError):
                    self.assertError(reply, "usage")
                else:
                    self.assertData(reply, "pack", expected)


class Codes(SockshTestCase):
    """The codes and checksums of Python's library."""

    CODES = {
        "base64": (base64.b64encode, lambda text: base64.b64decode(text, validate=True)),
        "hex": (lambda content: content.hex().encode(), lambda text: bytes.fromhex(text.decode())),
        "url": (lambda content: urllib.parse.quote(content, safe="").encode(), urllib.parse.unquote_to_bytes),
        "url-plus": (lambda content: urllib.parse.quote_plus(content).encode(),
                     lambda text: urllib.parse.unquote_to_bytes(text.replace(b"+", b" "))),
    }

    def contents(self) -> list[bytes]:
        """Bytes of every length, and every byte."""
        source = random.Random(5)
        return [b"", bytes(range(256)), b" +%&=~-._/", *(source.randbytes(source.randint(0, 70)) for _ in range(500))]

    def test_encode(self) -> None:
        for code, (encode, _) in self.CODES.items():
            result = run_all([f"encode {code} {word(content)}" for content in self.contents()])
            self.assertOk(result)
            for content, reply in zip(self.contents(), result.replies):
                self.assertData(reply, "encode", encode(content))

    def test_decode(self) -> None:
        for code, (encode, decode) in self.CODES.items():
            texts = [encode(content) for content in self.contents()]
            result = run_all([f"decode {code} {word(text)}" for text in texts])
            self.assertOk(result)
            for text, reply in zip(texts, result.replies):
                self.assertData(reply, "decode", decode(text))

    def test_decode_base64_is_strict(self) -> None:
        source = random.Random(6)
        texts = ["".join(source.choices("AQgZaz09+/=-\n", k=source.randint(1, 12))).encode() for _ in range(COUNT)]
        result = run_all([f"decode base64 {word(text)}" for text in texts], "-k")
        for text, reply in zip(texts, result.replies):
            with self.subTest(text):
                try:
                    canonical = base64.b64encode(base64.b64decode(text, validate=True)) == text
                except ValueError:
                    canonical = False
                if canonical:
                    self.assertData(reply, "decode", base64.b64decode(text))
                else:
                    self.assertRegex(self.assertError(reply, "usage")["message"], r"^byte \d+ is ")

    def test_crc32(self) -> None:
        result = run_all([f"checksum crc32 {word(content)}" for content in self.contents()])
        self.assertOk(result)
        for content, reply in zip(self.contents(), result.replies):
            self.assertReply(reply, "checksum", checksum=zlib.crc32(content), hex=f"{zlib.crc32(content):#010x}")

    def test_internet(self) -> None:
        """With its checksum behind it, data of whole words sums up to nothing."""
        result = run_all([f"checksum internet {word(content)}" for content in self.contents()])
        self.assertOk(result)
        for content, reply in zip(self.contents(), result.replies):
            words = struct.unpack(f"!{(len(content) + 1) // 2}H", content + bytes(len(content) % 2))
            self.assertEqual((sum(words) + reply["checksum"]) % 0xFFFF, 0, content)

    def test_bytes_through_a_file(self) -> None:
        with TemporaryDirectory() as directory:
            file = Path(directory, "bytes")
            file.write_bytes(bytes(range(256)) * 100)
            result = run(f"encode base64 < {file}; decode base64 $(encode base64 < {file}); length < {file}")
            self.assertEqual(data(result.reply("encode")), base64.b64encode(file.read_bytes()))
            self.assertData(result, "decode", file.read_bytes())
            self.assertReply(result, "length", length=25600)


if __name__ == "__main__":
    main()
