"""What a newsroom lives through: outages and kills while it publishes and is read."""
