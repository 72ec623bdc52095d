# Files in a program in Python.


#: content_of(
def content_of(path):
    """An error of reading has the file's name, as one of opening it has."""
    with open(path, "rb", buffering=0) as file:
        try:
            return file.read()
        except OSError as error:
            error.filename = path
            raise


#: write_to(
def write_to(file, data):
    """An error has the file's name, as one of opening it has."""
    try:
        while data:
            data = data[file.write(data):]
    except OSError as error:
        error.filename = file.name
        raise


#: recvall_into(
def recvall_into(s, file):
    """As it comes: where that fails, what came is there."""
    while piece := s.recv(65536):
        write_to(file, piece)
