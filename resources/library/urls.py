"""/library/."""

from django.urls import path

from resources.library import views

urlpatterns = [
    path("", views.library, name="list"),
    path("<slug:slug>/", views.detail, name="detail"),
    path("<slug:slug>/report/", views.report, name="paper_report"),
    path("<slug:slug>/<slug:language>/file/", views.file, name="file"),
]
