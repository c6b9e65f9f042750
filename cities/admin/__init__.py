"""The members' part in the admin, one noun a file."""
