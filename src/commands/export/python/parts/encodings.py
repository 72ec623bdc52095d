# Encodings and checksums in a program in Python.


#: from_base64(
def from_base64(text):
    """Groups of four digits, the last one padded with =."""
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data) != text:
        raise ValueError("no base64")
    return data


#: from_hex(
def from_hex(text):
    """Blanks and colons stand between bytes."""
    return bytes.fromhex(text.replace(":", " "))


#: from_url(
def from_url(text):
    if re.search(b"%(?![0-9A-Fa-f]{2})", text):
        raise ValueError("two hexadecimal digits follow a %")
    return urllib.parse.unquote_to_bytes(text)


#: checksum(
def checksum(data):
    """The Internet's (RFC 1071)."""
    data += bytes(len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total > 0xffff:
        total = (total & 0xffff) + (total >> 16)
    return total ^ 0xffff
