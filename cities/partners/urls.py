"""/partners/: partners by what they can help with; /at-the-table/: which organisations took part in what."""

from django.urls import path

from cities.partners import views
from cities.partners.views import answering, helping, needing, offering, table

urlpatterns = [
    path("partners/", views.partners, name="partners"),
    path("partners/help/", helping.ask, name="help_find"),
    path("partners/needs/", needing.needs, name="needs"),
    path("partners/needs/<int:pk>/take-back/", needing.take_need_back, name="need_take_back"),
    path("partners/requests/", helping.requests, name="help_requests"),
    path("partners/requests/<int:pk>/", helping.help_request, name="help_request"),
    path("partners/requests/<int:pk>/accept/", helping.accept, name="help_accept"),
    path("partners/requests/<int:pk>/decline/", helping.decline, name="help_decline"),
    path("partners/requests/<int:pk>/done/", helping.finish, name="help_finish"),
    path("partners/requests/<int:pk>/take-back/", helping.withdraw, name="help_withdraw"),
    path("partners/requests/<int:pk>/look-on/", helping.look_on, name="help_look_on"),
    path("partners/requests/<int:pk>/show/", helping.show, name="help_show"),
    path("partners/requests/<int:pk>/report/", helping.report_request, name="help_request_report"),
    path("partners/requests/messages/<int:pk>/report/", helping.report_message, name="help_message_report"),
    path("partners/requests/messages/<int:pk>/own/", helping.own_message, name="help_message_own"),
    path("partners/<slug:slug>/", views.partner, name="partner"),
    path("partners/<slug:slug>/help/", helping.ask, name="help_ask"),
    path("partners/<slug:slug>/terms/", offering.change_terms, name="partner_terms"),
    path("partners/<slug:slug>/expertise/new/", offering.add_expertise, name="expertise_add"),
    path("partners/<slug:slug>/expertise/<int:pk>/", offering.change_expertise, name="expertise_change"),
    path("at-the-table/<slug:word>/<int:pk>/", table.write_down, name="table"),
    path("at-the-table/<slug:word>/rows/<int:pk>/", table.change, name="table_change"),
    path("at-the-table/<slug:word>/rows/<int:pk>/take-off/", table.take_off, name="table_take_off"),
    path("at-the-table/<slug:word>/rows/<int:pk>/report/", table.report, name="table_report"),
    path("at-the-table/<slug:word>/answer/<str:token>/", answering.answer, name="table_answer"),
    path("at-the-table/<slug:word>/answer/<str:token>/no/", answering.say_no, name="table_say_no"),
    path("at-the-table/<slug:word>/answer/<str:token>/take-back/", answering.take_back, name="table_back"),
    path("at-the-table/<slug:word>/answer/<str:token>/no-thanks/", answering.no_thanks, name="table_delete"),
]
