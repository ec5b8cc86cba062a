"""Names of persons and rooms, and texts of messages: normalisation and validation. Pure."""
