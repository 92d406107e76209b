"""The kinds of source, a file for each language and one for what is wrong."""
