"""The command line: one verb a file, plain lines, no colour, no spinner."""
