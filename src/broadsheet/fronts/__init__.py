"""Fronts and listings: an edition's front, areas, sections, and everything stories gather under."""
