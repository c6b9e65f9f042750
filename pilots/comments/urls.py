"""/pilots/comments/: the addresses of one comment."""

from django.urls import path

from pilots.comments import views

urlpatterns = [
    path("comments/<int:pk>/change/", views.comment_change, name="comment_change"),
    path("comments/<int:pk>/take-back/", views.comment_take_back, name="comment_take_back"),
    path("comments/<int:pk>/report/", views.comment_report, name="comment_report"),
]
