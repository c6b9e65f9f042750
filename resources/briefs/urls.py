"""The pages of texts in short, as lists for /library/, /questions/ and /in-short/."""

from django.urls import path

from resources.briefs import views

of_papers = [path("<slug:slug>/in-short/", views.of_paper, name="paper_in_short")]
of_questions = [
    path("<int:pk>/in-short/", views.of_question, name="question_in_short"),
    path("answers/<int:pk>/in-short/", views.of_answer, name="answer_in_short"),
]
urlpatterns = [
    path("<int:pk>/", views.brief, name="brief"),
    path("<int:pk>/take-back/", views.take_back, name="brief_take_back"),
    path("<int:pk>/report/", views.report, name="brief_report"),
]
