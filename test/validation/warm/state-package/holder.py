"""Empty until something is put into it."""
