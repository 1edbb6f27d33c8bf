"""Brings another system's records into an edition: lot by lot, none twice, nothing half."""
