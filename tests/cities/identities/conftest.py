"""A city's own sign-in: a real one in a second process, and one that answers as a test wants it to."""

import json
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from bs4 import BeautifulSoup
from cryptography.hazmat.primitives.asymmetric import rsa
from django.urls import reverse

from tests.cities.identities import city_provider

KEY, OTHER_KEY = (rsa.generate_private_key(65537, 2048) for _ in "ab")
CALLBACK = "http://testserver/account/login/with/wien/back/"


def configured(issuer, **its):
    facts = {"server_url": issuer, "domains": ["wien.example"], "trusted": False} | its
    return [
        {
            "provider_id": "wien",
            "name": "City of Vienna",
            "client_id": "portal",
            "secret": city_provider.SECRET,
            "settings": facts,
        }
    ]


def point_at(settings, issuer, **its):
    settings.IDENTITY_PROVIDERS = configured(issuer, **its)
    apps = {"APPS": settings.IDENTITY_PROVIDERS, "OAUTH_PKCE_ENABLED": True}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": apps}


def go(client, **typed):
    """Press the button; return where the city's page is."""
    answer = client.post(reverse("openid_connect_login", args=["wien"]), typed)
    assert answer.status_code == 200, answer.content
    url = BeautifulSoup(answer.content, "html.parser").select_one("main a.button")["href"]
    assert answer["Refresh"] == f"0; url={url}"
    return url


class RealCity:
    """allauth's provider in a second process; people sign in there as with a browser."""

    def __init__(self, folder, *addresses):
        self.process = subprocess.Popen(
            [sys.executable, city_provider.__file__, str(folder), CALLBACK, *addresses],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(city_provider.__file__).parent,
        )
        self.issuer = f"http://127.0.0.1:{int(self.process.stdout.readline())}"

    def sign_in(self, url, address):
        """Sign in at the city, and return the path to which it sends back."""
        with requests.Session() as browser:
            page = browser.get(url, timeout=20)
            fields = BeautifulSoup(page.text, "html.parser").select_one('input[name="csrfmiddlewaretoken"]')
            typed = {"csrfmiddlewaretoken": fields["value"], "login": address}
            answer = browser.post(
                page.url,
                typed | {"password": city_provider.PASSWORD},
                allow_redirects=False,
                timeout=20,
            )
            while not answer.headers["Location"].startswith(CALLBACK):
                answer = browser.get(
                    self.issuer + answer.headers["Location"], allow_redirects=False, timeout=20
                )
        return answer.headers["Location"].removeprefix("http://testserver")

    def end(self):
        self.process.stdin.close()
        self.process.wait(20)


class OddCity:
    """A provider whose answers are as a test sets them: `claims` of the token, `userinfo`, `odd` pages."""

    def __init__(self):
        city = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                city.answer(self)

            def do_POST(self):
                length = int(self.headers["Content-Length"])
                city.asked.append(parse_qs(self.rfile.read(length).decode()))
                city.answer(self)

            def log_message(self, *_args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.forget()

    def forget(self):
        self.asked, self.odd, self.userinfo, self.person = [], {}, {}, {}
        self.claims, self.sign = {}, {"key": KEY, "algorithm": "RS256", "headers": {"kid": "one"}}

    def pages(self):
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        return {
            "/.well-known/openid-configuration": {
                "issuer": self.issuer,
                **{
                    f"{name}_endpoint": f"{self.issuer}/{name}"
                    for name in ("authorization", "token", "userinfo")
                },
                "jwks_uri": f"{self.issuer}/jwks",
            },
            "/jwks": {"keys": [key | {"kid": "one", "alg": "RS256", "use": "sig"}]},
            "/userinfo": self.userinfo,
            "/token": {"access_token": "a", "token_type": "Bearer", "id_token": self.token()},
        }

    def token(self):
        return jwt.encode(self.claims, **self.sign)

    def answer(self, handler):
        page, _mark, query = handler.path.partition("?")
        if page == "/authorization":
            self.lead_back(handler, parse_qs(query))
            return
        status, body, how = self.odd.get(page, (200, None, ""))
        said = (
            body
            if isinstance(body, bytes)
            else json.dumps(self.pages()[page] if body is None else body).encode()
        )
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        heads = {
            "elsewhere": ("Location", f"{self.issuer}/jwks"),
            "not packed": ("Content-Encoding", "gzip"),
            "packed": ("Content-Encoding", "gzip"),
            "cut off": ("Content-Length", str(len(said) + 100)),
        }
        if how in heads:
            handler.send_header(*heads[how])
        handler.end_headers()
        for at in range(0, len(said), 65_536 if how != "slow" else 1):
            handler.wfile.write(said[at : at + (65_536 if how != "slow" else 1)])
            handler.wfile.flush()
            if how == "slow":
                time.sleep(0.1)

    def lead_back(self, handler, asked):
        """Answer a browser that comes from the portal: sign in whom `person` says, by two redirects."""
        hops = int(asked.get("hops", ["0"])[0])
        handler.send_response(302)
        if hops < 1:
            where = f"{handler.path}&hops=1"
        else:
            self.claims = self.claims_for(asked["nonce"][0]) | self.person
            where = f"{asked['redirect_uri'][0]}?code=c&state={asked['state'][0]}"
        handler.send_header("Location", where)
        handler.end_headers()

    def claims_for(self, nonce):
        now = int(time.time())
        about = {"iss": self.issuer, "aud": "portal", "sub": "sub-1", "nonce": nonce}
        return about | {"iat": now, "exp": now + 300}

    def come_back(self, client, url, **claims):
        """Come back from the city, which says these claims; return the portal's answer."""
        asked = parse_qs(urlsplit(url).query)
        self.claims = self.claims_for(asked["nonce"][0]) | claims
        return client.get(urlsplit(CALLBACK).path, {"code": "c", "state": asked["state"][0]})


@pytest.fixture(scope="package")
def odd_servers():
    city = OddCity()
    yield city
    city.server.shutdown()
    city.server.server_close()


@pytest.fixture
def city(odd_servers, settings):
    odd_servers.forget()
    point_at(settings, odd_servers.issuer)
    return odd_servers
