"""Feeds: the events of a person, or the public ones, as a calendar that programs read by themselves."""
