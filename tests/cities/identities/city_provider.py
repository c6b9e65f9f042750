"""A city's own sign-in in a process of its own: allauth's provider of OpenID Connect, with people in it.

`python city_provider.py FOLDER CALLBACK ADDRESS…` prints its port, and serves until its input ends. An
address that begins with «?» is one that nobody has proved. The password of all is PASSWORD. It is another
site with a database of its own, so it shares nothing with the portal but what goes over the wire.
"""

import sys
import threading
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.urls import include, path

PASSWORD = "the city knows it"
SECRET = "what the city and the portal share"
urlpatterns = []


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_args):
        pass


def set_up(folder):
    key = rsa.generate_private_key(65537, 2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    settings.configure(
        SECRET_KEY="the city's",
        ALLOWED_HOSTS=["127.0.0.1"],
        LOGIN_URL="/login/",
        ROOT_URLCONF="city_provider",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "city.db")}},
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "allauth",
            "allauth.account",
            "allauth.idp.oidc",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        ACCOUNT_LOGIN_METHODS={"email"},
        ACCOUNT_SIGNUP_FIELDS=["email*", "password1*"],
        ACCOUNT_EMAIL_VERIFICATION="none",
        ACCOUNT_RATE_LIMITS=False,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        IDP_OIDC_PRIVATE_KEY=key.decode(),
    )
    django.setup()
    call_command("migrate", verbosity=0)


def fill(callback, addresses):
    from allauth.account.models import EmailAddress
    from allauth.idp.oidc.models import Client
    from django.contrib.auth.models import User

    portal = Client(id="portal", name="The portal", skip_consent=True)
    portal.set_secret(SECRET)
    portal.set_redirect_uris([callback])
    portal.set_scopes(["openid", "profile", "email"])
    portal.set_grant_types(["authorization_code"])
    portal.set_response_types(["code"])
    portal.save()
    for number, said in enumerate(addresses):
        address, verified = said.removeprefix("?"), not said.startswith("?")
        person = User.objects.create_user(f"person{number}", address, PASSWORD)
        EmailAddress.objects.create(user=person, email=address, verified=verified, primary=True)


if __name__ == "__main__":
    sys.modules["city_provider"] = sys.modules["__main__"]
    set_up(Path(sys.argv[1]))
    urlpatterns += [path("", include("allauth.urls")), path("", include("allauth.idp.urls"))]
    fill(sys.argv[2], sys.argv[3:])
    server = make_server("127.0.0.1", 0, get_wsgi_application(), server_class=Server, handler_class=Quiet)
    print(server.server_port, flush=True)  # noqa: T201 -- for whoever started it
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()  # until whoever started it closes it, or is gone
