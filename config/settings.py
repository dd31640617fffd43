"""Settings: everything comes from the environment, and an empty one works.

Every variable is described in `.env.example` and in `docs/install.md`.
"""

import logging
import sys
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import back_office, logs, startup
from config.serving import serving
from database.brakes.rules import configured as configured_brakes
from database.settings import replica_urls as replicas
from database.settings.env import Env
from database.settings.limits import kind_of

BASE_DIR = Path(__file__).resolve().parent.parent
ENV = env = Env.from_system(BASE_DIR)

# --- The site ------------------------------------------------------------------------
PORT, BIND, WEB_CONCURRENCY, WEB_THREADS = serving(env)
SITE_URL = env.url("SITE_URL", f"http://127.0.0.1:{PORT}", schemes=("http", "https"))
SITE_URL = startup.site_url(SITE_URL)
SITE_HOST = urlsplit(SITE_URL).hostname or ""
IS_HTTPS = SITE_URL.startswith("https://")
IS_LOCAL = startup.is_loopback(SITE_HOST)

DEBUG = env.boolean("DEBUG")
SECRET_KEY = env.secret("SECRET_KEY", startup.SAMPLE_KEY)
# Keys that were replaced: what they signed stays good until they are taken out.
SECRET_KEY_FALLBACKS = startup.secret_list(env.secret("SECRET_KEY_FALLBACKS"))
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"] if IS_LOCAL else []
ALLOWED_HOSTS = env.items("ALLOWED_HOSTS", [SITE_HOST, *LOCAL_HOSTS])
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

SHOP_NAME = env.text("SHOP_NAME", "Kontor")
BANK_DETAILS = env.text("BANK_DETAILS", "")
CURRENCY = startup.currency(env.text("CURRENCY", "GBP"))
# One rate for everything until tax classes come; prices are shown with it.
DEFAULT_TAX_RATE = Decimal("0.20")
PRICES_INCLUDE_TAX = True
LOW_STOCK_THRESHOLD = 5
# Seconds until an order that is paid before delivery, and is not, gives its stock back.
ORDER_EXPIRES_AFTER = env.integer("ORDER_EXPIRES_AFTER", 72 * 60 * 60)
# Days after delivery in which shoppers may ask to send something back.
RETURN_DAYS = env.integer("RETURN_DAYS", 30)
# Working days until a request is answered, until the pieces are to be sent, and until
# the money is back: what customers are promised.
RETURN_ANSWER_DAYS = env.integer("RETURN_ANSWER_DAYS", 2)
RETURN_SEND_DAYS = env.integer("RETURN_SEND_DAYS", 10)
REFUND_DAYS = env.integer("REFUND_DAYS", 5)
# Days after it arrived in which an order on invoice is paid.
INVOICE_DAYS = env.integer("INVOICE_DAYS", 14)
# Days that the link in a guest's mail opens the order; each mail starts them again.
GUEST_LINK_DAYS = env.integer("GUEST_LINK_DAYS", 90, least=1, most=3650)
# Where they send it, line by line.
RETURN_ADDRESS = env.items("RETURN_ADDRESS")
# Staff say again who they are before they refund an order that holds more than this.
REFUND_ASKS_OVER = env.integer("REFUND_ASKS_OVER", 100)
# The test provider takes orders without money: while developing, or if told.
TEST_PAYMENTS = env.choice(
    "TEST_PAYMENTS", "pays" if DEBUG else "off", startup.TEST_PAYMENTS
)
TEST_PAYMENTS_FOLDER = BASE_DIR / "var" / "test-payments"
# Where `seed_demo` leaves the files that visitors of the demo upload.
DEMO_FOLDER = BASE_DIR / "var" / "demo"

# --- Applications --------------------------------------------------------------------
INSTALLED_APPS = [
    "orders",
    "shop",
    "accounts",
    "database",
    # Without its default configuration, which would put its own admin site in place.
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.simple_history",
    "config.back_office.BackOfficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "django_structlog",
    "easy_thumbnails",
    "health_check",
    "simple_history",
    "taggit",
    "tree_queries",
]

MIDDLEWARE = [
    "accounts.middleware.ForwardedByProxies",
    "database.middleware.ProbesByAnyName",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "accounts.requests.log.RequestLog",
    "database.middleware.RequestId",
    "database.middleware.Instruments",
    "database.middleware.RefuseBrokenText",
    "config.policy.ContentPolicy",
    "database.middleware.BusyDatabase",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.requests.guarding.Brakes",
    "accounts.middleware.ActingUser",
    "accounts.middleware.SlidingLogin",
    "accounts.middleware.StaffNeedSecondFactor",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

DEVELOPMENT_TOOLS = startup.development_tools() if DEBUG else []
INSTALLED_APPS += DEVELOPMENT_TOOLS
if "debug_toolbar" in DEVELOPMENT_TOOLS:
    MIDDLEWARE.insert(2, "debug_toolbar.middleware.DebugToolbarMiddleware")
    INTERNAL_IPS = ["127.0.0.1"]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

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
                "shop.context.shop",
                "orders.context.basket",
            ],
        },
    }
]

# --- Database ------------------------------------------------------------------------
SQL_ECHO = env.boolean("SQL_ECHO", env.boolean("ECHO_SQL"))
# How long a connection may be out until its borrower is named in the log.
POOL_LEAK_AFTER = env.seconds("DB_POOL_LEAK_AFTER", 60)
# Up to how many connections a pool may grow under load; 0 leaves its size alone.
POOL_AUTOSCALE = env.integer("DB_POOL_AUTOSCALE", 0, most=1000)
SLOW_QUERY_THRESHOLD = env.seconds("SLOW_QUERY_THRESHOLD", 1)
DATABASE_PARTS, DATABASES, DATABASE_PROBLEM = replicas.configured(
    env,
    BASE_DIR,
    tolerant=startup.is_asking(sys.argv),
    process=kind_of(sys.argv),
)
# Aliases of the replicas. Without any, nothing of the read/write split is installed.
REPLICAS = [alias for alias in DATABASES if alias != "default"]
REPLICA_MAX_LAG = env.seconds("DB_REPLICA_MAX_LAG", 10)
# How long a server process waits for its database; then it starts and answers 503.
DB_START_TIMEOUT = env.seconds("DB_START_TIMEOUT", 30, most=300)
if REPLICAS:
    DATABASE_ROUTERS = ["database.replicas.router.ReplicaRouter"]
    MIDDLEWARE = replicas.with_middleware(MIDDLEWARE)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache and sessions --------------------------------------------------------------
REDIS_URL = env.url("REDIS_URL", "", schemes=("redis", "rediss", "unix"))
CACHE_TTL = env.integer("CACHE_TTL", 300)
CACHES = startup.caches(REDIS_URL, CACHE_TTL)
# In the database alone: a session that was ended must not live on in a cache.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
# A guest's basket waits for a month; a login ends a day after it was last used.
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
LOGIN_AGE = ACCOUNT_SESSION_COOKIE_AGE = 60 * 60 * 24
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
# Browsers take such a cookie from this very host alone, never from a neighbour of it.
_HOST = "__Host-" if IS_HTTPS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_HOST}sessionid", f"{_HOST}csrftoken"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "orders.views.stale_form"

# --- People --------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.AccountBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# What stands beside Django's list: see the README in the folder.
WEAK_PASSWORDS = BASE_DIR / "accounts" / "data" / "weak-passwords.txt.gz"
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {
        "NAME": f"{_VALIDATION}.CommonPasswordValidator",
        "OPTIONS": {"password_list_path": WEAK_PASSWORDS},
    },
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/account/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.hooks.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "add_email": "accounts.forms.AddEmailForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "login": "accounts.forms.LoginForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
    "signup": "accounts.forms.SignupForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_USERNAME_MIN_LENGTH = 3
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
# In the browser alone that has just entered the password: allauth looks for it there.
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if IS_HTTPS else "http"
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"{SHOP_NAME}: "
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300  # seconds
ACCOUNT_EMAIL_NOTIFICATIONS = True
# allauth's limits live in the cache, and are open while Redis is down. What strangers
# reach has brakes of ours (`accounts.brakes`) and the lockout, in the database; what is
# left to allauth keeps somebody who is signed in, or waits for a link, from haste.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": None,
    "reauthenticate": None,
    "signup": None,
    "reset_password": None,
    "confirm_email": "1/m/key",
}
LOCKOUT_FAILURES = env.integer("LOCKOUT_FAILURES", 5, least=1, most=100)
LOCKOUT_MINUTES = env.integer("LOCKOUT_MINUTES", 30, least=1, most=60 * 24 * 365)
# Within ten minutes, whatever the names: an office or a mobile network shares one.
LOGIN_FAILURES_PER_ADDRESS = env.integer("LOGIN_FAILURES_PER_ADDRESS", 300, least=1)
GEOIP_DATABASE = env.text("GEOIP_DATABASE")
# How often somebody may order, search, sign up: the rules' own limits, or these.
BRAKES_ON, BRAKES = configured_brakes(env)
# A guest's orders that wait, unpaid and looked at by nobody; the next one is refused.
OPEN_ORDERS_PER_EMAIL = env.integer("OPEN_ORDERS_PER_EMAIL", 20, least=1, most=10_000)

STAFF_MFA_REQUIRED = env.boolean("STAFF_MFA_REQUIRED", not IS_LOCAL)
# The first key encrypts, all of them decrypt. Without any, one is made of SECRET_KEY.
MFA_KEYS = startup.keys(env.secret("MFA_KEYS"), [SECRET_KEY, *SECRET_KEY_FALLBACKS])
MFA_ADAPTER = "accounts.hooks.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = IS_LOCAL and not IS_HTTPS
# Nobody gets in unconfirmed, so the address needs no second look here; and without
# this an address could not be changed while a second factor is on.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = SHOP_NAME
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = {"webauthn_login": "30/m/ip"}
MFA_FORMS = {
    "activate_totp": "accounts.forms.ActivateTotpForm",
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "authenticate": "accounts.forms.CodeForm",
    "edit_webauthn": "accounts.forms.RenamePasskeyForm",
    "login_webauthn": "accounts.forms.PasskeyLoginForm",
    "reauthenticate": "accounts.forms.CodeAgainForm",
    "reauthenticate_webauthn": "accounts.forms.PasskeyAgainForm",
}

# --- Mail ----------------------------------------------------------------------------
_mail = startup.mail(env.secret("EMAIL_URL", "consolemail:"), BASE_DIR)
EMAIL_BACKEND, EMAIL_FILE_PATH = _mail.backend, _mail.folder
EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL, EMAIL_TIMEOUT = _mail.tls, _mail.ssl, _mail.timeout
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", f"{SHOP_NAME} <shop@{SITE_HOST}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Language and time ---------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
TIME_ZONE = env.time_zone("TIME_ZONE", "Europe/London")
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = "config.formats"

# --- Files ---------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(BASE_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.storage.StaticFiles"},
}
WHITENOISE_USE_FINDERS = DEBUG or not (STATIC_ROOT / "staticfiles.json").exists()
THUMBNAIL_EXTENSION = THUMBNAIL_TRANSPARENCY_EXTENSION = "webp"
THUMBNAIL_QUALITY = 82
THUMBNAIL_ALIASES = {
    "": {
        "card": {"size": (480, 600), "crop": "smart"},
        "large": {"size": (960, 1200)},
        "small": {"size": (120, 150), "crop": "smart"},
    }
}

# --- Back office ---------------------------------------------------------------------
UNFOLD = back_office.settings(SHOP_NAME, debug=DEBUG)

# --- Security ------------------------------------------------------------------------
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
)
# Who may read /metrics; without it, only this machine, if there is no proxy.
METRICS_TOKEN = env.secret("METRICS_TOKEN", "")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# A form of this shop has tens of fields; an admin list action a few hundred.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- Queue ---------------------------------------------------------------------------
# Seconds that a message may be due before home, reports and metrics call it late.
QUEUE_LATE_AFTER = env.seconds("QUEUE_LATE_AFTER", 300)

# --- Retention -----------------------------------------------------------------------
LOGIN_HISTORY_DAYS = env.integer("LOGIN_HISTORY_DAYS", 365, least=1, most=36_500)
ACCOUNT_MAIL_DAYS = env.integer("ACCOUNT_MAIL_DAYS", 90, least=1, most=36_500)
ACTIVITY_DAYS = env.integer("ACTIVITY_DAYS", 90, least=1, most=36_500)
OUTBOX_DAYS = env.integer("OUTBOX_DAYS", 30, least=1, most=36_500)
OPERATION_LOG_DAYS = env.integer("OPERATION_LOG_DAYS", 30, least=1, most=36_500)
OPERATION_RUN_DAYS = env.integer("OPERATION_RUN_DAYS", 90, least=1, most=36_500)
CHECKOUT_KEY_DAYS = env.integer("CHECKOUT_KEY_DAYS", 30, least=1, most=36_500)
MAIL_HTML_DAYS = env.integer("MAIL_HTML_DAYS", 365, least=1, most=36_500)
PROVIDER_EVENT_DAYS = env.integer("PROVIDER_EVENT_DAYS", 730, least=30, most=36_500)
HISTORY_DAYS = env.integer("HISTORY_DAYS", 1095, least=1, most=36_500)
# By a thread of the process; without it, such rows are written when somebody says so.
WRITE_BEHIND = True

# --- Logs ----------------------------------------------------------------------------
LOG_LEVEL = env.choice("LOG_LEVEL", "INFO", logs.LEVELS)
LOG_FORMAT = env.choice("LOG_FORMAT", "plain" if DEBUG else "json", logs.FORMATS)
LOGS_AS_JSON = LOG_FORMAT == "json"
LOGGING = logs.settings(LOG_LEVEL, as_json=LOGS_AS_JSON, sql_echo=SQL_ECHO)
logs.configure(as_json=LOGS_AS_JSON)
# A request is one line, when it is answered: only then is its page known.
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
# Unknown addresses and forms with a mistake are no fault of the shop's.
DJANGO_STRUCTLOG_STATUS_4XX_LOG_LEVEL = logging.INFO

startup.refuse_unsafe(
    is_local=IS_LOCAL,
    debug=DEBUG,
    secret_keys=[SECRET_KEY, *SECRET_KEY_FALLBACKS],
    mfa_keys=MFA_KEYS,
    engine=DATABASE_PARTS["kind"],
    # Where the address is wrong, SQLite only stands in for the command that says so.
    allow_sqlite=env.boolean("ALLOW_SQLITE") or bool(DATABASE_PROBLEM),
    sql_echo=SQL_ECHO,
)
