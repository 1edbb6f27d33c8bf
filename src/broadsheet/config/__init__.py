"""Settings, addresses, wiring, and the ``broadsheet`` command."""
