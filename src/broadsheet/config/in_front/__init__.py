"""Configurations of servers that stand in front of the edge, made for one newsroom."""
