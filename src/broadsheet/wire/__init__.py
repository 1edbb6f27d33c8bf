"""The wire: what agencies send, how it comes, and what the newsroom keeps of it."""
