# Files in a program in Python.


#: write_to(
def write_to(file, data):
    """An error has the file's name, as one of opening it has."""
    try:
        while data:
            data = data[file.write(data):]
    except OSError as error:
        error.filename = file.name
        raise
