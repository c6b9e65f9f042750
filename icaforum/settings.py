"""The settings of the portal, in one file.

What differs between installations comes from environment variables (`icaforum/environment.py`); a missing or
malformed one stops the start with a sentence that names it. `BASE_URL` decides between https (everything
that protects is on) and plain http (the demo on one's own machine: cookies without the Secure mark, no
redirect, no HSTS).
"""

import sys
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.utils.encoding import punycode

from icaforum import environment as env
from icaforum import logs
from icaforum.schedule import SCHEDULE

BASE_DIR = Path(__file__).resolve().parent.parent

# The installation ------------------------------------------------------------------------------------------

TESTING = "pytest" in sys.modules
DEMO = env.flag("DEMO")
DEBUG = env.flag("DEBUG")
STATE_DIR = Path(env.text("STATE_DIR", str(BASE_DIR / ".state")))

if TESTING:
    SECRET_KEY = "only-for-tests-" * 5
    BASE_URL = "http://testserver"
else:
    BASE_URL = env.site("BASE_URL")
    SECRET_KEY = env.secret("SECRET_KEY", at_least=50 if BASE_URL.startswith("https:") else 1)
SECRET_KEY_FALLBACKS = env.names("SECRET_KEY_FALLBACKS")

_base = urlsplit(BASE_URL)
HTTPS = _base.scheme == "https"
# The passwords of the demo are known to everybody, and its staff need no second step.
if HTTPS and (DEBUG or DEMO):
    env.stop(
        "DEBUG" if DEBUG else "DEMO", "is on: on https, where people rely on the portal, it must be off."
    )
ALLOWED_HOSTS = [_base.hostname, *env.names("EXTRA_HOSTS")]
if not HTTPS:  # the demo on one's own machine is opened under all of these names
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]

# What the page «Forum settings» begins with; once it was saved, that is what counts (icaforum/forum).
FORUM_NAME = env.text("FORUM_NAME", "ICA Forum")
CONTACT_NAME = env.text("CONTACT_NAME", "")
CONTACT_EMAIL = env.text("CONTACT_EMAIL", "secretariat@demo.example")

# What the portal is made of ---------------------------------------------------------------------------

INSTALLED_APPS = [
    "icaforum.words",  # first: it puts our error messages into form fields before any form is made
    "icaforum.apps.ForumConfig",
    "icaforum.backups",
    "icaforum.ready",
    "icaforum.privacy",
    "icaforum.person",
    "icaforum.digest",
    "events",
    "resources",
    "pilots",
    "cities",
    "icaforum.inbound",
    "icaforum.outbox",
    "icaforum.forum",
    "icaforum.audit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "guardian",
    "pgtrigger",
    "pghistory",
    "csp",
    "django_countries",
    "icaforum.apps.ForumAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",  # last: its templates come after ours and the admin's
]
MIDDLEWARE = [
    "icaforum.middleware.request_id",  # first, so that every line of the log has it
    "icaforum.middleware.one_time",
    "icaforum.forum.reading.middleware",  # around all that may say the name of the Forum
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "icaforum.middleware.headers",
    "icaforum.middleware.utf8_only",  # before anything reads what was sent
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Lazy: it is asked once the person was found above and marked below.
    "cities.sharing.middleware.viewer",
    "cities.directory.standing.middleware",  # around all views, which say until when a city was a member
    "icaforum.pages.typed.kept",  # around those below, which end a sign-in and ask for one
    "cities.people.middleware.sign_in_lifetime",
    "cities.people.middleware.staff_rights",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cities.sharing.middleware.only_looking",
    "cities.people.middleware.writer",
    "icaforum.middleware.not_allowed",
    "icaforum.pages.typed.refused",  # next to the view, so that all others work on its answer
]
ROOT_URLCONF = "icaforum.urls"
WSGI_APPLICATION = "icaforum.wsgi.application"
PAPER_TAGS = ("bookmarks", "briefs", "contributions", "lessons", "library", "questions", "shelves", "uses")
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "icaforum.context.forum",
            ],
            # Each stands in the room whose words it says.
            "libraries": {
                **{name: f"resources.{name}.tags" for name in PAPER_TAGS},
                "administration": "icaforum.audit.admin.tags",
                "devices": "cities.people.tags",
                "directory": "cities.directory.tags",
                "following": "icaforum.digest.tags",
                "forum": "icaforum.words.tags",
                "pulse": "pilots.pulse.tags",
                "table": "cities.partners.tags",
            },
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # so that templates/ may replace those of widgets

# Data -------------------------------------------------------------------------------------------------

# No ATOMIC_REQUESTS: each action opens its own transaction, and a page that only reads needs none.
DATABASES = {"default": env.database("DATABASE_URL")}
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}
# Times in milliseconds: what takes longer holds up others. One core a statement, and nothing compiled: each
# page asks for little, and starting helpers for it took thirty times as long as the work. The address may
# carry options of its own, such as the socket directory; they win.
DATABASES["default"]["OPTIONS"] = {
    "options": "-c statement_timeout=15000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=30000"
    " -c max_parallel_workers_per_gather=0 -c jit=off",
    "connect_timeout": 3,
} | DATABASES["default"].get("OPTIONS", {})
# The role that web, worker and clock connect by, where it is another than that of the migrations: these give
# it rights to the rows and to nothing else (`icaforum/management/commands/migrate.py`).
DATABASE_ROLE = env.text("DATABASE_ROLE", "")
DATABASE_ROLE_PASSWORD = env.text("DATABASE_ROLE_PASSWORD", "")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.redis("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.redis("CACHE_URL", env.cache_beside(REDIS_URL)),
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
    }
}

# Papers have no address of their own (`base_url` None): a view asks who may read and hands the file over.
FILES_ROOT = Path(env.text("FILES_ROOT", str(STATE_DIR / "files")))
# Backups, and the list of what ended since each: outside the database, to be applied to a restored one.
BACKUP_DIR = Path(env.text("BACKUP_DIR", str(STATE_DIR / "backups")))
FILES_ACCEL_PREFIX = env.text("FILES_ACCEL_PREFIX", "")
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(STATE_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": FILES_ROOT, "base_url": None, "file_permissions_mode": 0o640},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_AUTOREFRESH = TESTING or DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "icaforum.words.uploads.TemporaryUploads",
]

# Language and time --------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
# By their own names, in which a reader finds theirs in any language; `icaforum.words.languages` has them all.
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE: Literal["Lax"] = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS
FORMAT_MODULE_PATH = "icaforum.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Who somebody is ------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "cities.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "cities.sharing.backends.VisibilityBackend",
]
ANONYMOUS_USER_NAME = None  # guardian would make a row of people for visitors
# guardian stores our exceptions; it decides nothing (docs/decisions), so its backend is left out on purpose.
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
PASSWORD_HASHERS = [f"django.contrib.auth.hashers.{name}PasswordHasher" for name in ("Argon2", "PBKDF2")]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600

SESSION_ENGINE = "cities.people.session_store"  # rows, whatever the cache does; by the database's clock
# «__Host-»: browsers take such a cookie only over https and from this very host, not from a neighbour of it.
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 24 * 3600  # a city contact stays signed in on a device for 60 sliding days
SHORT_SESSION_AGE = 12 * 3600  # staff, and whoever did not ask to stay signed in; it does not slide
STAFF_SECOND_FACTOR = not (DEMO or TESTING)  # the tests of the second factor switch it on
DEVICE_COOKIE_NAME = "__Host-device" if HTTPS else "device"  # who signed in here before; it opens nothing
DRAFT_COOKIE_NAME = "__Host-draft" if HTTPS else "draft"  # which application is written on this device
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "icaforum.pages.views.csrf_failure"

ACCOUNT_ADAPTER = "cities.people.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "cities.people.forms.signin.PasswordForm",
    "request_login_code": "cities.people.forms.signin.SignInAddressForm",
    "confirm_login_code": "cities.people.forms.signin.SignInCodeForm",
    "confirm_password_reset_code": "cities.people.forms.signin.ResetCodeForm",
    "confirm_email_verification_code": "cities.people.forms.signin.NewAddressCodeForm",
    "reset_password": "cities.people.forms.signin.ResetForm",
    "reset_password_from_key": "cities.people.forms.signin.ResetPasswordForm",
    "change_password": "cities.people.forms.signin.ChangePasswordForm",
    "set_password": "cities.people.forms.signin.SetPasswordForm",
    "add_email": "cities.people.forms.signin.NewAddressForm",
    "change_email": "cities.people.forms.signin.OtherNewAddressForm",
    "reauthenticate": "cities.people.forms.signin.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 3
# allauth measures these by the clock of the process, which may be days wrong: they decide nothing. A code
# lives 10 minutes (cities/people/mailed_codes.py), the way in takes 30 at most (cities/people/sessions.py).
ACCOUNT_LOGIN_TIMEOUT = ACCOUNT_LOGIN_BY_CODE_TIMEOUT = SESSION_COOKIE_AGE
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = SESSION_COOKIE_AGE
# Counted by cities/people/limits.py, which nobody can use up for somebody else.
ACCOUNT_RATE_LIMITS = dict.fromkeys(["request_login_code", "reset_password", "confirm_email", "login_failed"])
ACCOUNT_PREVENT_ENUMERATION = True  # nobody learns from the sign-in page who has an account
ACCOUNT_REAUTHENTICATION_REQUIRED = ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _base.scheme
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", default=0)
MFA_ADAPTER = "cities.people.adapters.SecondFactorAdapter"  # it names the Forum as issuer too
MFA_FORMS = {
    "activate_totp": "cities.people.forms.second_step.AppForm",
    "add_webauthn": "cities.people.forms.second_step.AddPasskeyForm",
    "edit_webauthn": "cities.people.forms.second_step.RenamePasskeyForm",
    "authenticate": "cities.people.forms.second_step.SecondStepForm",
    "reauthenticate": "cities.people.forms.second_step.SecondStepAgainForm",
    "authenticate_webauthn": "cities.people.forms.second_step.PasskeyStepForm",
    "reauthenticate_webauthn": "cities.people.forms.second_step.PasskeyAgainForm",
    "login_webauthn": "cities.people.forms.second_step.PasskeyAloneForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # passkeys in the demo, which has plain http
MFA_TOTP_TOLERANCE = 1

# Cities that sign their people in themselves (decision 16). Of allauth we use protocol and table; whom an
# identity lets in, cities/identities decides.
SOCIALACCOUNT_ADAPTER = "cities.identities.adapters.IdentityAdapter"
IDENTITY_PROVIDERS = env.identity_providers("IDENTITY_PROVIDERS")
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": IDENTITY_PROVIDERS, "OAUTH_PKCE_ENABLED": True}}

# Headers --------------------------------------------------------------------------------------------------

# Nothing is allowed that is not named here; inline only scripts with the nonce of their request.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        **{it: [NONE] for it in ("default-src", "base-uri", "frame-ancestors", "object-src")},
        **{it: [SELF] for it in ("style-src", "font-src", "connect-src", "manifest-src", "form-action")},
        "script-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        **({"upgrade-insecure-requests": True} if HTTPS else {}),
    }
}
SECURE_SSL_REDIRECT = SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.flag("BEHIND_PROXY"):  # else anybody could claim by the header to have come by https
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Mail -----------------------------------------------------------------------------------------------------

# In the demo each mail becomes a file, which its inbox reads; elsewhere there is no such folder.
DEMO_MAILS = STATE_DIR / "mail" if DEMO else None
vars().update(env.mail_server("EMAIL_URL", "smtp://localhost:25", folder=DEMO_MAILS))
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", f"forum@{_base.hostname}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Message-IDs and calendar UIDs keep this domain for ever, wherever the portal moves.
MAIL_DOMAIN = punycode(env.text("MAIL_DOMAIN", _base.hostname))
# By which names the mail provider signs; without any the common ones are looked for («Ready to open?»).
DKIM_SELECTORS = env.names("DKIM_SELECTORS")
OUTBOX_KINDS = "icaforum.mails.KINDS"

# Mail that comes in: by a mailbox that is polled, or from a provider that posts it. Without either nothing
# comes in, and nothing that we write says otherwise.
INBOUND_MAILBOX = env.mailbox("INBOUND_IMAP")
INBOUND_PROVIDER = env.one_of("INBOUND_PROVIDER", ("mailgun", "mailjet", "postmark", "sendgrid", "sparkpost"))
# Where answers go: `*` stands for what is signed, «+*» in front of the @ where none is there.
INBOUND_ADDRESS = env.text("INBOUND_ADDRESS", "")
# Which mail server vouches for senders, as it names itself in `Authentication-Results`.
INBOUND_AUTHSERV = env.text("INBOUND_AUTHSERV", "")
if DEMO and not (INBOUND_MAILBOX or INBOUND_PROVIDER):  # its inbox takes answers in, and vouches for them
    INBOUND_AUTHSERV, INBOUND_ADDRESS = "inbox.demo", INBOUND_ADDRESS or "answers@demo.example"
INBOUND_HANDLERS = "icaforum.handlers.HANDLERS"
# Of django-anymail, which reads what providers post.
_inbound_key = env.text("INBOUND_SIGNING_KEY", "")
ANYMAIL = {
    "WEBHOOK_SECRET": env.secret("INBOUND_SECRET", at_least=24) if INBOUND_PROVIDER else "",
    **({"MAILGUN_WEBHOOK_SIGNING_KEY": _inbound_key} if _inbound_key else {}),
}
if INBOUND_PROVIDER == "mailgun" and not _inbound_key:
    env.stop("INBOUND_SIGNING_KEY", "is not set: it must be the key by which Mailgun signs what it posts.")

# Work in the background -------------------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# `max_retries`: a page never waits for a broker that is down; the clock wakes the workers as well.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "socket_connect_timeout": 5, "max_retries": 0}
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True  # so a task whose worker was killed is run again: all may run twice
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 300  # below the visibility timeout, when the broker gives it to another worker
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = SCHEDULE
# Celery looks for tasks in installed apps alone, and ours stand in the stories inside them.
CELERY_IMPORTS = sorted({str(entry["task"]).rpartition(".")[0] for entry in SCHEDULE.values()})

# Logs -------------------------------------------------------------------------------------------------------

# The names of all variables that were read here: what a backup keeps of the environment.
ENVIRONMENT = env.asked

LOGGING = logs.settings(env.level("LOG_LEVEL", default="INFO"))
