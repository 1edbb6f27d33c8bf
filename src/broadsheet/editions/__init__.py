"""Editions: language, script, direction, zone, address, sections, menus, labels."""
