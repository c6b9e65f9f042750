"""The pages of the members' part, one noun a file."""
