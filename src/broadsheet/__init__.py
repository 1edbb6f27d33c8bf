"""Broadsheet: a complete, self-hosted, multilingual newsroom."""

__version__ = "0.1.0"
