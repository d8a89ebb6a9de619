"""What a folder looks like, to see that nobody touched it."""


def seen(folder):
    """Return every file and folder below one, with the bytes and the time of each file."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        if path.is_file()
        else None
        for path in sorted(folder.rglob("*"))
    }
