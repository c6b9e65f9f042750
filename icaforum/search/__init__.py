"""One search over everything: its page in the admin."""
