"""What templates ask of the standing of cities; in templates `{% load directory %}`."""

from django import template

from cities.directory import standing

register = template.Library()
register.filter(standing.left_at)
register.filter(standing.tier_of_that_day)
