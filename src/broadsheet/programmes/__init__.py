"""Programmes: what is made again and again under one name, on screen or to be listened to."""
