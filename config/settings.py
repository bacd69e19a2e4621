"""Django settings: one file for every profile, read from the environment."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from redis.backoff import NoBackoff
from redis.retry import Retry

from config import environment, provider_options
from config.database_options import Pooler, Process
from config.postgresql import patience

BASE_DIR = Path(__file__).resolve().parent.parent
ENV = environment.read(os.environ, BASE_DIR)
PROFILE = ENV.profile
LOCAL_DIR = BASE_DIR / ".local" / PROFILE

SECRET_KEY, SECRET_KEY_FALLBACKS = ENV.secret_key, ENV.secret_key_fallbacks
DEBUG = False
ALLOWED_HOSTS = ENV.hosts

INSTALLED_APPS = [
    "config.apps.KernelConfig",
    "catalog",
    "accounts",
    "units",
    "statistics",
    "review",
    "oversight",
    "entitlements",
    "outreach",
    "portal",
    "demo",
    "config.apps.TechnicalPages",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "config.apps.StaticFiles",
    "django.contrib.humanize",
    "config.apps.WrongPasswords",
    "csp",
    "django_fsm",
    "django_htmx",
    "guardian",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
]

MIDDLEWARE = [
    # First, so that static files, redirects to HTTPS and refused hosts carry its header too.
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.CompressedPages",
    "config.middleware.PrivatePages",
    "config.middleware.HeadAsGet",
    "config.middleware.RejectNulInput",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.sessions.OfficersIdle",
    "accounts.second_factor.gate.CodeShown",
    "config.form_recovery.SignInKeepingForms",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.middleware.WrongMethod",
    "accounts.trail.NoteRefusals",
    "config.inert_enter.InertEnter",
    "accounts.sessions.LastSeen",
    "axes.middleware.AxesMiddleware",
    # Below whatever answers a post in a view's place: only what a view did is repeated.
    "config.repeated_posts.AnswerRepeats",
    "config.refusals.AnswerRefusals",
    # Last, so that it is asked first about what a view raised.
    "config.stale_plans.AskAgain",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["config.template_minifier.MinifyingLoader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.navigation.frame.frame",
                "portal.help.context.here",
            ],
            "builtins": [
                "config.templatetags.kernel",
                "statistics.templatetags.statistics_labels",
            ],
        },
    }
]
# Django's admin brings its own templates; below templates/technical stands what ours adds to them.
TEMPLATES.append(
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "NAME": "technical",
        "DIRS": [BASE_DIR / "templates" / "technical"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.navigation.frame.frame",
            ]
        },
    }
)

# Web processes keep connections in a pool; a Celery worker closes its own after every task.
# A visitor waits seconds, not half a minute, for the word that the database is away.
POOL = (
    {
        "pool": {
            "min_size": 1,
            "max_size": 8,
            "timeout": 5,
            # Beyond this the pool tries when somebody asks: a server that is back is found at once.
            "reconnect_timeout": 4,
            **patience.pool_options(ENV.database),
        }
    }
    if ENV.database.process is Process.WEB
    else {}
)
DATABASES = {
    "default": ENV.database.address
    | {
        "ENGINE": "config.postgresql",
        "OPTIONS": ENV.database.options | POOL,
        "DISABLE_SERVER_SIDE_CURSORS": ENV.database.pooler is Pooler.TRANSACTION,
        # A connection that died meanwhile is found out before a page is asked over it.
        "CONN_HEALTH_CHECKS": True,
    }
}
DATABASE_POOLER = ENV.database.pooler
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
] + [{"NAME": "accounts.password_words.OwnWordsValidator"}]
LOGIN_URL = "accounts:login"
# Whose buttons, pressed twice, find somebody signed in.
SIGN_IN_PAGES = (LOGIN_URL, "second_factor:enter", "second_factor:setup")
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:login"
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24
# Name and address together: who tries from elsewhere never locks a person out.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
# Besides: (whose, how many, in how many minutes). An account guessed from many addresses, many
# accounts guessed from one line or network; who has signed in from a network before is not meant.
SIGN_IN_LIMITS = (("name_key", 20, 60), ("address_key", 30, 15), ("network_key", 150, 15))
# Links for a new password: asked for from a line and a network, and sent to one address.
RESET_LIMITS = (("address_key", 10, 60), ("network_key", 60, 60))
RESET_LETTERS = (3, 60)
# Who is signed in and says their password once more.
CONFIRM_LIMIT = (5, 15)
# Codes by SMS in a day: to one number or asked for by one person; from one line by who is not
# signed in; of the whole installation. Of a number's day half, and of all codes a tenth, is
# the most for numbers that anybody may type (a union signs up).
CODES_A_DAY, CODES_OF_A_LINE, ALL_CODES_A_DAY = 6, 60, 100_000
# Who holds a post shows a code of their phone beside the password.
SECOND_FACTOR_REQUIRED = ENV.second_factor
# Wrong codes at the sign-in of one account; the first pauses, the second bounds a day's guesses.
FACTOR_LIMITS = (("name_key", 5, 15), ("name_key", 20, 24 * 60))
# People may sign in with an account elsewhere, too.
IDENTITY_PROVIDER = ENV.provider
vars().update(provider_options.settings_of(IDENTITY_PROVIDER))
# By this name the phone's programme lists the account.
OTP_TOTP_ISSUER = urlsplit(ENV.site_url).hostname or ""
# Pairs of ids looked for in vain to make an account: by holder id, line and network.
SIGN_UP_LIMITS = (("name_key", 5, 60), ("address_key", 5, 60), ("network_key", 50, 60))
# Wrong codes of invitations: by line and network.
INVITATION_LIMITS = (("address_key", 10, 60), ("network_key", 60, 60))
# Codes of certificates that nobody issued: by line and network.
CHECK_LIMITS = (("address_key", 60, 60), ("network_key", 600, 60))
# Looks of one reviewer of import orders in so many minutes: all, and those at no unit.
ORDER_LOOKS, ORDER_MISSES = ((60, 60), (400, 24 * 60)), ((20, 60),)
# Rows that one person asks for before support in so many minutes: all, and those of no unit.
SUPPORT_ROWS, SUPPORT_MISSES = ((1_000, 60), (5_000, 24 * 60)), ((400, 60),)
# Refused questions of one line that are written down, in so many minutes; more are only refused.
INQUIRY_REFUSALS = (60, 60)
INQUIRY_BODY_BYTES = 2 * 2**20
# After so many wrong passwords in an hour the person is told.
GUESSES_TOLD = (5, 20)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_CALLABLE = "accounts.signin_lockout.typed_name"
AXES_LOCKOUT_CALLABLE = "accounts.signin_lockout.locked"
AXES_CLIENT_IP_CALLABLE = "config.http.client_address"
# Who signed in is kept by accounts.sessions.
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
# Permissions are given on organizations only; nobody is looked up as "anonymous user".
ANONYMOUS_USER_NAME = None
# Authority is read by accounts.authority: it knows ends of grants and no superuser.
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]

# Uploaded files lie here, below no address; one request may bring so many bytes of them. The
# scanner is a function (bytes → what was found, empty for nothing), by its dotted path.
PORTAL_FILES = ENV.files
UPLOAD_SCANNER = ENV.file_scanner
UPLOAD_MAX_BYTES = 24 * 2**20
FILE_UPLOAD_HANDLERS = [
    "config.uploads.limits.Limited",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# A step of 300 products, its largest, sends seven fields a row.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_500

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 12
# Who holds a post signs in anew after so long without a page; tests move the clock by days.
OFFICER_IDLE_MINUTES = 0 if PROFILE is environment.Profile.TEST else 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.https
# A neighbour below the same domain can neither set nor overwrite a cookie of this name.
COOKIE_PREFIX = "__Host-" if ENV.https else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid", f"{COOKIE_PREFIX}csrftoken"
IDLE_COOKIE = f"{COOKIE_PREFIX}seen"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "config.repeated_posts.csrf_failed"
CSRF_TRUSTED_ORIGINS = ENV.origins
SECURE_SSL_REDIRECT = ENV.https
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if ENV.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = ENV.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.https else None
# Where HTTPS ends at a proxy, the visitor's address is the one that proxy wrote last.
BEHIND_PROXY = ENV.https
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "fa"
USE_I18N = True
# Figures are written by config.persian; Django's own localisation reads "12,5" as 125.
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = "Asia/Tehran"
USE_TZ = True
# A sweep asks the database's clock first (review.sweep.guard); the tests travel without it.
CLOCK_GUARD = PROFILE is not environment.Profile.TEST

STATIC_URL = "static/"
STATIC_ROOT = LOCAL_DIR / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/bootstrap", BASE_DIR / "node_modules/bootstrap/dist/css"),
    ("vendor/vazirmatn", BASE_DIR / "node_modules/@fontsource-variable/vazirmatn/files"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if PROFILE is environment.Profile.TEST
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Longer than a sound Redis ever takes, short enough for a page to wait.
REDIS_SECONDS = 2
CACHES = {
    "default": {
        "BACKEND": "config.cache.RestingCache",
        "LOCATION": ENV.redis_url,
        "OPTIONS": {
            "serializer": "config.cache.JsonSerializer",
            "socket_timeout": REDIS_SECONDS,
            "socket_connect_timeout": REDIS_SECONDS,
            # Asked once: redis-py asks a silent server four times, and waits between.
            "retry": Retry(NoBackoff(), 0),
        },
    }
}

# What one statement of an export may take, more than one of a page.
EXPORT_SECONDS = 55

SITE_URL = ENV.site_url
EMAIL_TIMEOUT = 10
vars().update(ENV.mail)
SMS_GATEWAY_URL, SMS_GATEWAY_TOKEN = ENV.sms_url, ENV.sms_token
# By which the gateway reports what arrived; without one nobody may.
SMS_REPORT_TOKEN = ENV.sms_report_token
SMS_SENDER = {
    environment.Profile.DEMO: "accounts.notices.backends.ConsoleSms",
    environment.Profile.TEST: "accounts.notices.backends.MemorySms",
    environment.Profile.PRODUCTION: "accounts.notices.backends.GatewaySms" if ENV.sms_url else "",
}[PROFILE]

CELERY_BROKER_URL = ENV.broker_url
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "deadlines"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Who files while Redis is away does not wait for it: the message is sent by the next turn.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "max_retries": 0,
    "socket_connect_timeout": REDIS_SECONDS,
    "socket_timeout": REDIS_SECONDS,
}
CELERY_TIMEZONE = TIME_ZONE

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"axes": {"level": "WARNING"}},
}
if ENV.trail_syslog:
    LOGGING["handlers"]["trail"] = {
        "class": "logging.handlers.SysLogHandler",
        "address": ENV.trail_syslog,
        # security/authorization messages, those of who came and was let in
        "facility": "authpriv",
    }
    LOGGING["loggers"]["portal.trail"] = {"handlers": ["trail"]}
