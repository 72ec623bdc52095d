# Values of a program in Python: bytes and numbers of text, and what is shown.


#: say(
def say(data):
    """A line of bytes as they are, characters or not."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data + b"\n")


#: number(
def number(text):
    """Decimal, or hexadecimal behind 0x."""
    digits = text if isinstance(text, str) else text.decode()
    return int(digits, 16 if "x" in digits.lower() else 10)


#: seconds(
def seconds(text):
    """250ms, 2s, 1m, 1.5."""
    for unit, factor in (("us", 1e-6), ("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600)):
        if text.endswith(unit):
            return float(text[:-len(unit)]) * factor
    return float(text)


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
