"""Who stands behind a story: authors and agencies."""
