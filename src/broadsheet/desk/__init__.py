"""The newsroom's own screens: stories, roles, translation, imports."""
