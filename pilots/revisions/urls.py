"""/pilots/<slug>/edit/: a project as its pilot cities want to say it anew."""

from django.urls import path

from pilots.revisions import views

urlpatterns = [
    path("<slug:slug>/looked-at/", views.looked, name="looked_at"),
    path("<slug:slug>/edit/", views.edit, name="edit"),
    path("<slug:slug>/edit/<int:pk>/take-back/", views.take_back, name="edit_take_back"),
]
