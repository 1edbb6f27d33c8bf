"""The channel: streams, what is on when, and whether it can be seen."""
