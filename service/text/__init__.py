"""Names and message texts: validation and normalisation. Pure."""
