"""/pilots/: the addresses of the catalogue and of a project."""

from django.urls import path

from pilots.projects import views

urlpatterns = [
    path("", views.project_list, name="list"),
    path("<slug:slug>/", views.project_detail, name="detail"),
    path("<slug:slug>/report/", views.report, name="report"),
]
