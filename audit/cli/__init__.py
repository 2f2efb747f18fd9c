"""The command line: thin; it parses, calls the pipeline, and prints."""
