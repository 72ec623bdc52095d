# How a program in Python tells one error from another.


#: category(
def category(error):
    """What kind of error it is, in one word."""
    if isinstance(error, AssertionError):
        return "mismatch"
    if isinstance(error, EOFError):
        return "closed"
    if isinstance(error, NameError):
        return "name"
    if isinstance(error, socket.gaierror) or type(error) is UnicodeError:  # a label that is none
        return "address"
    if not isinstance(error, OSError):
        return "usage"
    if error.errno in (errno.EMFILE, errno.ENFILE, errno.ENOMEM):
        return "resource"
    if error.filename is not None:
        return "file"
    if error.errno or "interface" in str(error):
        return "socket"
    if isinstance(error, TimeoutError):
        return "timeout"
    return "usage" if "too long" in str(error) else "service"
