"""Finding who helps: the directory anyone may read, and what a person saves of it."""
