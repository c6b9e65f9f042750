"""/questions/lessons/, and the form at a question."""

from django.urls import path

from resources.lessons import views

urlpatterns = [
    path("<int:pk>/lesson/", views.begin, name="lesson_new"),
    path("lessons/<int:pk>/", views.lesson, name="lesson"),
    path("lessons/<int:pk>/give-up/", views.give_up, name="lesson_give_up"),
    path("lessons/quotes/<int:pk>/", views.consent, name="quote"),
    path("lessons/quotes/<int:pk>/change/", views.reword, name="quote_change"),
    path("lessons/quotes/<int:pk>/leave-out/", views.leave_out, name="quote_leave_out"),
    path("lessons/quotes/<int:pk>/take-out/", views.take_out, name="quote_take_out"),
]
