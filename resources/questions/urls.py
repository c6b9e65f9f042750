"""/questions/."""

from django.urls import path

from resources.questions import views
from resources.questions.views import asking, own

urlpatterns = [
    path("", views.questions, name="questions"),
    path("new/", asking.ask, name="ask"),
    path("drafts/<int:pk>/delete/", asking.drop_draft, name="question_draft_drop"),
    path("mailed/<str:token>/", own.mailed_answer, name="mailed_answer"),
    path("answers/<int:pk>/change/", own.change_answer, name="answer_change"),
    path("answers/<int:pk>/take-back/", own.take_back, name="answer_take_back"),
    path("answers/<int:pk>/helped/", own.helped, name="answer_helped"),
    path("answers/<int:pk>/report/", views.report_answer, name="answer_report"),
    path("<int:pk>/", views.question, name="question"),
    path("<int:pk>/change/", asking.change, name="question_change"),
    path("<int:pk>/sum-up/", asking.sum_up, name="question_sum_up"),
    path("<int:pk>/open/", asking.open_to_all, name="question_open"),
    path("<int:pk>/close/", asking.close, name="question_close"),
    path("<int:pk>/hear/", views.hear, name="question_hear"),
    path("<int:pk>/report/", views.report_question, name="question_report"),
]
