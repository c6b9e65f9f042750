"""Addresses below /uses/: what cities use, what came of it, and the papers of measures."""

from django.urls import path

from resources.uses import views
from resources.uses.views import papers, writing

_MEASURE = "measures/<slug:slug>/<slug:word>/"

urlpatterns = [
    path("", views.own_uses, name="own_uses"),
    path("papers/<slug:slug>/", views.paper_uses, name="paper_uses"),
    path("papers/<slug:slug>/new/", writing.paper_use, name="paper_use"),
    path(_MEASURE, views.measure_uses, name="measure_uses"),
    path(f"{_MEASURE}new/", writing.measure_use, name="measure_use"),
    path(f"{_MEASURE}papers/", papers.measure_papers, name="measure_papers"),
    path(f"{_MEASURE}papers/<int:pk>/off/", papers.measure_paper_off, name="measure_paper_off"),
    path("<int:pk>/change/", writing.change, name="use_change"),
    path("<int:pk>/came/", writing.came, name="use_came"),
    path("<int:pk>/take-back/", writing.take_back, name="use_take_back"),
    path("<int:pk>/web/", writing.web, name="use_web"),
    path("<int:pk>/off-web/", writing.off_web, name="use_off_web"),
    path("<int:pk>/report/", views.report_use, name="use_report"),
    path("answer/<str:token>/", writing.answer, name="use_answer"),
]
