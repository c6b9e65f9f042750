"""The addresses of the pages on which a member writes to a city, and says that an answer is theirs."""

from django.urls import path

from cities.letters import views

urlpatterns = [
    path("cities/<slug:slug>/write/", views.write, name="write"),
    path("letters/answers/<int:pk>/", views.answer, name="letter_answer"),
]
