"""The demo newsroom: The Meridian, in English, Arabic and Spanish. All of it written by us."""
