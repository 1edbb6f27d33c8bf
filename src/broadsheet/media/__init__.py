"""Pictures and clips: files, their rights, their sizes."""
