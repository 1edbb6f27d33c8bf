"""Clock, safe HTML, bidi, addresses: no models, no domain nouns, no Django."""
