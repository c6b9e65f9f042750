"""/partners/: partners by what they can help with."""

from django.urls import path

from cities.partners import views
from cities.partners.views import offering

urlpatterns = [
    path("partners/", views.partners, name="partners"),
    path("partners/<slug:slug>/", views.partner, name="partner"),
    path("partners/<slug:slug>/terms/", offering.change_terms, name="partner_terms"),
    path("partners/<slug:slug>/expertise/new/", offering.add_expertise, name="expertise_add"),
    path("partners/<slug:slug>/expertise/<int:pk>/", offering.change_expertise, name="expertise_change"),
]
