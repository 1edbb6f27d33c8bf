"""Readers who write to us."""
