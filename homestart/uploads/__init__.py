"""Files that somebody sends to be kept: what they are, made harmless, scanned."""
