"""The rules of the members' part: pure functions, one noun a file."""
