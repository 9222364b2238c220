"""Papers in: readers of files, records, entries and their keys."""
