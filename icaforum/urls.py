"""Every address of the portal, by app. Public pages say so on their views; all others ask for a sign-in."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import include, path

from icaforum.outbox import views as outbox_views
from icaforum.pages import demo_inbox, public, styleguide, views
from pilots.projects.views import new_deal

# Signing in to the admin is signing in to the portal, second factor included.
admin.site.login = secure_admin_login(  # type: ignore[method-assign]  # as allauth's manual says
    admin.site.login
)
# What libraries register by themselves: rights and sign-in methods are not edited past our verbs.
admin.site.unregister(
    [Authenticator, EmailAddress, Group, SocialAccount, SocialApp, SocialToken, UserSession]
)

urlpatterns = [
    path("", views.home, name="home"),
    path("desk/", views.desk, name="desk"),
    path("search/", views.search, name="search"),
    path("year/", include("icaforum.year.urls")),
    path("about/", views.about, name="about"),
    path("privacy/", views.privacy, name="privacy"),
    path("contact/", views.contact, name="contact"),
    path("language/", views.set_language, name="set_language"),
    path("unsubscribe/<str:token>/", outbox_views.unsubscribe, name="unsubscribe"),
    path("mail/", include("icaforum.inbound.urls")),
    path("account/", include("icaforum.digest.urls")),
    path("account/", include("icaforum.privacy.urls")),
    path("account/", include("icaforum.account_urls")),
    path("", include("icaforum.person.urls")),
    path("", include("cities.urls")),
    path("pilots/", include("pilots.urls")),
    path("new-deal/", new_deal, name="new_deal"),
    path("", include("resources.urls")),
    path("events/", include("events.urls")),
    path("admin/", admin.site.urls),
    path("robots.txt", public.robots, name="robots"),
    path("sitemap.xml", public.site_map, name="sitemap"),
    path(".well-known/security.txt", public.security, name="security"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]

# Pages for those who build and show the portal; in production these addresses do not exist.
if settings.DEBUG or settings.TESTING:
    urlpatterns += [path("styleguide/", styleguide.page, name="styleguide")]
if settings.DEMO or settings.TESTING:
    urlpatterns += [
        path("demo/inbox/", demo_inbox.demo_inbox, name="demo_inbox"),
        path("demo/inbox/<str:name>/", demo_inbox.demo_mail, name="demo_mail"),
        path("demo/inbox/<str:name>/answer/", demo_inbox.demo_answer, name="demo_answer"),
        path("demo/inbox/<str:name>/mail/", demo_inbox.demo_mail_html, name="demo_mail_html"),
        path("demo/inbox/<str:name>/<int:number>/", demo_inbox.demo_mail_file, name="demo_mail_file"),
    ]

handler400 = "icaforum.pages.views.bad_request"
handler500 = "icaforum.pages.views.server_error"
