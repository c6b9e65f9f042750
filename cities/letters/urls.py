"""The addresses of letters: write to a city, the threads of the reader, and what came by mail."""

from django.urls import path

from cities.letters import views

urlpatterns = [
    path("cities/<slug:slug>/write/", views.write, name="write"),
    path("letters/", views.letters, name="letters"),
    path("letters/<int:pk>/", views.thread, name="thread"),
    path("letters/<int:pk>/read/", views.read, name="thread_read"),
    path("letters/one/<int:pk>/report/", views.report, name="letter_report"),
    path("letters/answers/<int:pk>/", views.answer, name="letter_answer"),
]
