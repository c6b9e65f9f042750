"""The mails of the members' part, one function a kind, named as its templates."""
