"""Every setting of the application, read from the environment.

`./start`, `./test` and docker-compose.yml set the same variables, so what is tested is what runs.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent

# --- where we run -------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
SECRET_KEY = env("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# TLS ends at the reverse proxy; only the local demonstration speaks plain HTTP.
HTTPS = env.bool("HTTPS", default=not (DEBUG or DEMO))
# Encrypt seeds, recovery codes and sessions, the first what is new: see homestart/accounts/encryption.py.
ENCRYPTION_KEYS = env.list("ENCRYPTION_KEYS", default=[] if HTTPS else [SECRET_KEY])

# --- applications -------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "homestart.tenancy",
    "homestart.accounts",
    "homestart.audit",
    "homestart.jobs",
    "homestart.ui",
    "homestart.exchange",
    "homestart.drafts",
    "homestart.lists",
    "families",
    "volunteers",
    "matching",
    "reporting.journal",
    "reporting",
]
if DEMO:
    INSTALLED_APPS.append("homestart.demo")

MIDDLEWARE = [
    "homestart.audit.origin.numbered",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "homestart.accounts.middleware.no_store",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "homestart.accounts.sessions.SessionLimitsMiddleware",
    "homestart.accounts.sessions.LoginRequiredMiddleware",
    # Only then: whose session has ended hears that, and not that a form is too old.
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "homestart.accounts.throttle.ThrottleMiddleware",
    "homestart.accounts.second_factor.SecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    # Innermost: opens the one transaction of the request and sets the branch in it.
    "homestart.accounts.middleware.BranchMiddleware",
]

ROOT_URLCONF = "homestart.urls"
WSGI_APPLICATION = "homestart.wsgi.application"
FORM_RENDERER = "homestart.ui.forms.Renderer"

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
            ],
        },
    },
]

# --- database: one login for the application, another for whoever migrates -------------------------
DATABASES = {"default": env.db("DATABASE_URL")}
DATABASE_OWNER = env.db("DATABASE_OWNER_URL", default="") or None
DATABASE_POOL_SIZE = env.int("DATABASE_POOL_SIZE", default=0)
DATABASES["default"].update(CONN_HEALTH_CHECKS=True, CONN_MAX_AGE=0 if DATABASE_POOL_SIZE else 60)
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 10)
if DATABASE_POOL_SIZE:
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": DATABASE_POOL_SIZE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- background work ----------------------------------------------------------------------------
REDIS_URL = env("REDIS_URL")
# A job without a sign of life for so long may be taken over by another worker.
JOB_LEASE_SECONDS = env.float("JOB_LEASE_SECONDS", default=60)
# How often jobs are looked for whose call was lost, and how old a waiting job is then.
JOB_SWEEP_SECONDS = env.float("JOB_SWEEP_SECONDS", default=15)
JOB_PATIENCE_SECONDS = env.float("JOB_PATIENCE_SECONDS", default=20)

# How often files of import and export are looked for that are older than a day.
EXCHANGE_CLEAN_SECONDS = env.float("EXCHANGE_CLEAN_SECONDS", default=15 * 60)
# Beyond the largest file that is read, what comes in is not kept.
FILE_UPLOAD_HANDLERS = [
    "homestart.exchange.uploads.Cap",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# The virus scanner that looks at what is uploaded: host:port of clamd. Without one, documents say that they
# were not scanned; with one that does not answer, nothing is taken in.
ANTIVIRUS = env("ANTIVIRUS", default="")

# How often the events of the audit log get their place in the chain.
AUDIT_SEAL_SECONDS = env.float("AUDIT_SEAL_SECONDS", default=30)

# How often mails with links are looked for that are to be sent.
LINK_MAIL_SECONDS = env.float("LINK_MAIL_SECONDS", default=60)

CELERY_BROKER_URL = REDIS_URL
# Counts failed sign-ins for all web processes together. Sessions are in the database: they survive its loss.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": urlsplit(REDIS_URL)._replace(path="/1").geturl(),
        "KEY_FUNCTION": "homestart.accounts.cache.key",
        # Whoever signs in does not wait for ever for a server that hangs.
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 3},
    }
}
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# WeasyPrint keeps about 1 MB per document; a fresh child every 50 jobs keeps memory flat.
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50
CELERY_TASK_SOFT_TIME_LIMIT = 300
CELERY_TASK_TIME_LIMIT = 330
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_throttle": 1,
    # A request that asks for work does not wait for a broker that is away: the sweep calls later.
    "socket_connect_timeout": 2,
    "socket_timeout": 3,
    "max_retries": 1,
    "interval_start": 0,
}
#: How long it is known who was not accepted, or withdrew; then the figures alone know of it.
RETENTION_REFUSED_MONTHS = env.int("RETENTION_REFUSED_MONTHS", default=12)
#: How long the file of a family is kept after the last day of its support, unless decided otherwise.
RETENTION_FILE_YEARS = env.int("RETENTION_FILE_YEARS", default=10)
CELERY_BEAT_SCHEDULE = {
    "sweep": {
        "task": "homestart.jobs.tasks.sweep",
        "schedule": JOB_SWEEP_SECONDS,
        # A sweep that nobody fetched in time is of no use: the next one is there already.
        "options": {"expires": JOB_SWEEP_SECONDS},
    },
    "clean_sessions": {"task": "homestart.accounts.tasks.clean_sessions", "schedule": 24 * 60 * 60},
    "anonymise_refused": {"task": "families.tasks.anonymise_refused", "schedule": 24 * 60 * 60},
    "clean_inbox": {"task": "families.tasks.clean_inbox", "schedule": 24 * 60 * 60},
    "forget_documents": {"task": "families.tasks.forget_documents", "schedule": 24 * 60 * 60},
    "remove_old_files": {"task": "families.tasks.remove_old_files", "schedule": 24 * 60 * 60},
    "clean_roles": {"task": "homestart.accounts.tasks.clean_roles", "schedule": 24 * 60 * 60},
    "seal_logs": {
        "task": "homestart.audit.tasks.seal_logs",
        "schedule": AUDIT_SEAL_SECONDS,
        "options": {"expires": AUDIT_SEAL_SECONDS},
    },
    "send_all_mails": {
        "task": "families.tasks.send_all_mails",
        "schedule": LINK_MAIL_SECONDS,
        "options": {"expires": LINK_MAIL_SECONDS},
    },
    "clean_exchanged_files": {
        "task": "homestart.exchange.tasks.clean_up",
        "schedule": EXCHANGE_CLEAN_SECONDS,
        "options": {"expires": EXCHANGE_CLEAN_SECONDS},
    },
}

# --- sign-in ------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "homestart.accounts.adapter.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Home-Start: "
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Tries are counted by homestart/accounts/throttle.py, which stays exact when many come at the same moment.
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
# Django's needs no query more for an address that is known.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ACCOUNT_FORMS = {
    "reset_password": "homestart.accounts.sign_in_forms.ResetPasswordForm",
    "change_password": "homestart.accounts.sign_in_forms.ChangePasswordForm",
    "request_login_code": "homestart.accounts.sign_in_forms.RequestCodeForm",
    "confirm_login_code": "homestart.accounts.sign_in_forms.ConfirmCodeForm",
}
# How long it holds that somebody confirmed who he is.
CONFIRMED_SECONDS = ACCOUNT_REAUTHENTICATION_TIMEOUT = env.int("CONFIRMED_SECONDS", default=10 * 60)
MFA_ADAPTER = "homestart.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "homestart.accounts.sign_in_forms.AuthenticateForm",
    "reauthenticate": "homestart.accounts.sign_in_forms.ConfirmAgainForm",
    "activate_totp": "homestart.accounts.sign_in_forms.ActivateAppForm",
    "add_webauthn": "homestart.accounts.sign_in_forms.AddPasskeyForm",
}
MFA_TRUST_ENABLED = False
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Whoever types slowly, or has a clock that is half a minute off, gets in too.
MFA_TOTP_TOLERANCE = 1
# A passkey asks for a finger, a face or a PIN: two steps in one, so that it also signs in without a password.
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "homestart.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {
        "NAME": "homestart.accounts.passwords.NotAboutThePerson",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "homestart.accounts.passwords.NotCommon"},
]
# How many proxies stand before us, so that nobody gets around the count of failures by a made-up address.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=1 if HTTPS else 0)
SESSION_ENGINE = "homestart.accounts.session_store"
# Without a request, and in all: see homestart/accounts/sessions.py.
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", default=30 * 60)
SESSION_TOTAL_SECONDS = SESSION_COOKIE_AGE = env.int("SESSION_TOTAL_SECONDS", default=12 * 60 * 60)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
if HTTPS:
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- words and files ----------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
# No LocaleMiddleware: pages for who is signed in are Dutch whatever a browser asks for. Those without an
# account have the others too, where the address says so: see families/views/public.py.
LANGUAGES = [("nl", "Nederlands"), ("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Brussels"
USE_TZ = True
USE_I18N = True
STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / ".local" / "static"))()
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "homestart.ui.storage.Storage"},
}
# The address of the mail server gives EMAIL_HOST and the like; without one, mail is printed on the console.
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
# A request that sends mail does not wait for ever for a server that hangs.
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Home-Start <noreply@example.org>")

# What the addresses in mails begin with that no request asked for.
SITE_URL = env("SITE_URL", default=next(iter(CSRF_TRUSTED_ORIGINS), "http://127.0.0.1:8000"))

# --- links for who has no login -------------------------------------------------------------------
# For how many days a link works, by its kind.
LINK_DAYS = {
    "complete": env.int("LINK_COMPLETE_DAYS", default=60),
    "status": env.int("LINK_STATUS_DAYS", default=365),
    "still_needed": env.int("LINK_STILL_NEEDED_DAYS", default=42),
}
# When a referrer is reminded of the form, and until when it is awaited.
FORM_REMINDER_WORKING_DAYS = (5, 10)
FORM_DEADLINE_WORKING_DAYS = 15

# --- the audit log ------------------------------------------------------------------------------
# Proves that the application wrote an event; not in the database, so that who changes rows there is found.
AUDIT_KEY = env("AUDIT_KEY", default="" if HTTPS else f"audit of {SECRET_KEY}")
# Keys of before: events written with them keep their proof.
AUDIT_KEY_FALLBACKS = env.list("AUDIT_KEY_FALLBACKS", default=[])

# --- the exchange format: which files there are, in the order in which they are written --------------
EXCHANGE_RESOURCES = [
    "families.resources",
    "volunteers.resources",
    "matching.resources",
    "reporting.journal.resources",
]

# The lists that branches kept before, and whose columns they match themselves.
EXCHANGE_LISTS = ["families.own_lists"]

# --- the desk: whom one can search for, and what waits today, in this order ----------------------------
SEARCH_SOURCES = ["families.search", "volunteers.search"]
TODAY_SOURCES = ["families.today", "matching.today", "volunteers.today"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "homestart.audit.origin.AddRequestId"},
        "secrets": {"()": "homestart.logs.HideSecrets"},
    },
    "formatters": {"line": {"format": "%(levelname)s [%(request_id)s] %(name)s: %(message)s"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["request_id", "secrets"],
            "formatter": "line",
        }
    },
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
    # Says every page that it lays out, otherwise, in a worker that logs at INFO.
    "loggers": {
        "weasyprint.progress": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        # Proves later that the end of an audit log was not cut off.
        "homestart.audit.heads": {"level": "INFO"},
    },
}
