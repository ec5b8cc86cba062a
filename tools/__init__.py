"""Commands that make files of the repository from data of others."""
