# Values of a program in Python: bytes and numbers of text, and what is shown.


#: say(
def say(data):
    """A line of bytes as they are, characters or not."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data + b"\n")


#: number(
def number(text):
    """Decimal, or hexadecimal behind 0x."""
    digits = text if isinstance(text, str) else text.decode(errors="replace")
    if not digits.lstrip("+-").isalnum():  # int() takes blanks around them, and lines between
        raise ValueError("no number")
    return int(digits, 16 if "x" in digits.lower() else 10)


#: seconds(
def seconds(text):
    """250ms, 2s, 1m, 1.5."""
    for unit, factor in (("us", 1e-6), ("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600), ("", 1)):
        digits = text.removesuffix(unit)
        if digits.removeprefix("+").replace(".", "", 1).isdecimal() and float(digits) * factor <= 1e9:
            return float(digits) * factor
    raise ValueError("no duration")


#: in_range(
def in_range(number, least, most=None):
    if number < least or (most is not None and number > most):
        raise ValueError(f"{number} is out of range")
    return number


#: size_from(
def size_from(text):
    """512, 64K, 1M."""
    shift = 10 * (b"kmg".find(text[-1:].lower()) + 1) if len(text) > 1 else 0
    return in_range(number(text[:-1] if shift else text), 0) << shift


#: byte_from(
def byte_from(text):
    """A number from 0 to 255, or one character."""
    return text[0] if len(text) == 1 and not text.isdigit() else in_range(number(text), 0, 255)


#: as_number(
def as_number(data):
    """A number, also a fraction; None for what is none."""
    if re.fullmatch(b"[-+]?(0x[0-9a-f]+|[0-9]+)", data, re.IGNORECASE):
        return number(data)
    if re.fullmatch(b"[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)(e[-+]?[0-9]+)?", data, re.IGNORECASE):
        return float(data)
    return None


#: byte_at(
def byte_at(data, index):
    return bytes([data[index]])


#: holds(
def holds(a, operator, b):
    """Numbers as numbers where both are, else bytes."""
    numbers = as_number(a), as_number(b)
    if None not in numbers:
        a, b = numbers
    return {"==": a == b, "!=": a != b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[operator]


#: on_or_off(
def on_or_off(flag):
    return "on" if flag else "off"


#: check_open(
def check_open(s):
    if not s or s.fileno() < 0:
        raise NameError("the handle is closed")


#: check_set(
def check_set(is_set):
    if not is_set:
        raise NameError("there is no such variable")


#: check_peer(
def check_peer(s):
    """What has no other end has no field of it."""
    try:
        s.getpeername()
    except OSError:
        raise NameError("there is no peer") from None
