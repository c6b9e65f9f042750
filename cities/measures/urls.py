"""Addresses of /pledge/ and below /cities/<slug>/measures/: what cities do for equitable outcomes."""

from django.urls import path

from cities.measures import views
from cities.measures.views import figures, indicators, pledge, writing

_OF_CITY, _ONE = "cities/<slug:slug>/measures/", "cities/<slug:slug>/measures/<slug:word>/"
_COUNTED = f"{_ONE}indicators/<int:pk>/"

urlpatterns = [
    path("pledge/", pledge.pledge, name="pledge"),
    path("pledge/measures/", pledge.all_measures, name="all_measures"),
    path(_OF_CITY, views.measures, name="measures"),
    path(f"{_OF_CITY}new/", writing.draft, name="measure_new"),
    path(f"{_OF_CITY}print/", views.printed, name="measures_print"),
    path(_ONE, views.measure, name="measure"),
    path(f"{_ONE}change/", writing.change, name="measure_change"),
    path(f"{_ONE}show/", writing.show, name="measure_show"),
    path(f"{_ONE}take-back/", writing.take_back, name="measure_take_back"),
    path(f"{_ONE}web/", writing.web, name="measure_web"),
    path(f"{_ONE}off-web/", writing.off_web, name="measure_off_web"),
    path(f"{_ONE}looked-at/", writing.looked, name="measure_looked_at"),
    path(f"{_ONE}delete/", writing.delete, name="measure_delete"),
    path(f"{_ONE}report/", views.report, name="measure_report"),
    path(f"{_ONE}indicators/new/", indicators.new, name="indicator_new"),
    path(_COUNTED, indicators.change, name="indicator_change"),
    path(f"{_COUNTED}target/", indicators.target, name="indicator_target"),
    path(f"{_COUNTED}delete/", indicators.delete, name="indicator_delete"),
    path(f"{_COUNTED}figures/", figures.table, name="indicator_figures"),
    path(f"{_COUNTED}figures/<int:key>/take-out/", figures.take_out, name="indicator_take_out"),
    path(f"{_COUNTED}upload/", figures.upload, name="indicator_upload"),
    path(f"{_COUNTED}template/", figures.template, name="indicator_template"),
    path(f"{_COUNTED}csv/", views.indicator_csv, name="indicator_csv"),
]
