"""/events/: the addresses of the survey after an event."""

from django.urls import path

from events.after import views

urlpatterns = [
    path("<slug:slug>/survey/", views.survey, name="survey"),
    # A token has dots, so it is no word of an address that stands above.
    path("survey/<str:token>/", views.survey_by_link, name="survey_by_link"),
]
