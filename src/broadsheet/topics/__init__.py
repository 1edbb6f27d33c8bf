"""What stories are about: topics, regions, and the dossiers that gather them."""
