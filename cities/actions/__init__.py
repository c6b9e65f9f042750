"""The verbs of the members' part, one noun a file; `from cities import actions` finds them all."""
