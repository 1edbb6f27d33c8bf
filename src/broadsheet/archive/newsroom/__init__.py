"""A whole newsroom as lines of JSON and a folder of files, and back: nothing lost on the way."""
