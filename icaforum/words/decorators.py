"""Decorators of views that every app uses."""

from django.views.decorators.http import require_http_methods

form_page = require_http_methods(["GET", "HEAD", "POST"])
"""Mark a page that shows a form and takes what was typed; every other method is answered by 405."""
