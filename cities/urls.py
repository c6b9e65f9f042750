"""The addresses of the members' part, gathered from its stories: /join/, /account/, /cities/ …"""

from cities.advocacy import urls as advocacy
from cities.citypages import urls as citypages
from cities.directory import urls as directory
from cities.invitations import urls as invitations
from cities.joining import urls as joining
from cities.letters import urls as letters
from cities.measures import urls as measures
from cities.partners import urls as partners
from cities.people import urls as people
from cities.sharing import urls as sharing
from cities.talking import urls as talking
from cities.wants import urls as wants
from cities.yearly import urls as yearly

app_name = "cities"
urlpatterns = [
    *joining.urlpatterns,
    *invitations.urlpatterns,
    *people.urlpatterns,
    # Before the pages of cities: /cities/map/ would be a city named «map».
    *directory.urlpatterns,
    *letters.urlpatterns,
    *partners.urlpatterns,
    *sharing.urlpatterns,
    *talking.urlpatterns,
    *advocacy.urlpatterns,
    *wants.urlpatterns,
    *measures.urlpatterns,
    *yearly.urlpatterns,
    *citypages.urlpatterns,
]
