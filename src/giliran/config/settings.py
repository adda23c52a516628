"""The one settings file: the environment in, no branches per environment. Every name is listed in `.env.example`."""

from __future__ import annotations

from pathlib import Path
from zlib import crc32

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _
from environs import Env

from giliran.core import secrets
from giliran.core.postgresql.options import connection_options

env = Env()
with env.prefixed("GILIRAN_"):
    DEMO = env.bool("DEMO", False)
    DEBUG = env.bool("DEBUG", False)
    DATA_DIR = Path(env.str("DATA_DIR", "var")).resolve()
    SECRETS_FILE = Path(env.str("SECRETS_FILE", "") or DATA_DIR / "secrets" / "keys.json")
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
    PUBLIC_URL = env.str("PUBLIC_URL", "http://127.0.0.1:8000")
    TLS = env.bool("TLS", PUBLIC_URL.startswith("https://"))
    TRUST_PROXY = env.bool("TRUST_PROXY", False)
    EMAIL_HOST = env.str("EMAIL_HOST", "")
    EMAIL_PORT = env.int("EMAIL_PORT", 587)
    EMAIL_HOST_USER = env.str("EMAIL_USER", "")
    EMAIL_HOST_PASSWORD = env.str("EMAIL_PASSWORD", "")
    EMAIL_USE_TLS = env.bool("EMAIL_STARTTLS", False)
    EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", 3)
    DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", "Giliran <no-reply@giliran.invalid>")
    WHATSAPP_URL = env.str("WHATSAPP_URL", "https://graph.facebook.com/v23.0")
    WHATSAPP_PHONE_ID = env.str("WHATSAPP_PHONE_ID", "")
    WHATSAPP_TOKEN = env.str("WHATSAPP_TOKEN", "")
    WHATSAPP_TEMPLATE = env.str("WHATSAPP_TEMPLATE", "giliran_notice")
    WHATSAPP_SECRET = env.str("WHATSAPP_SECRET", "")
    WHATSAPP_VERIFY_TOKEN = env.str("WHATSAPP_VERIFY_TOKEN", "")
    INBOX_HOST = env.str("INBOX_HOST", "")
    INBOX_PORT = env.int("INBOX_PORT", 993)
    INBOX_TLS = env.str("INBOX_TLS", "tls")
    INBOX_USER = env.str("INBOX_USER", "")
    INBOX_PASSWORD = env.str("INBOX_PASSWORD", "")
    INBOX_FOLDER = env.str("INBOX_FOLDER", "INBOX")
    SMS_URL = env.str("SMS_URL", "")
    SMS_AUTHORIZATION = env.str("SMS_AUTHORIZATION", "")
    SMS_FORMAT = env.str("SMS_FORMAT", "json")
    SMS_BODY = env.str("SMS_BODY", "")
    SMS_ID_FIELD = env.str("SMS_ID_FIELD", "")
    PUSH_CONTACT = env.str("PUSH_CONTACT", "")
    PUSH_HOSTS = env.list(
        "PUSH_HOSTS",
        ["fcm.googleapis.com", "push.services.mozilla.com", "notify.windows.com", "push.apple.com"],
    )
    PROBE_URL = env.str("PROBE_URL", f"{PUBLIC_URL}/status/")
    PROBE_AUTHORITY = env.str("PROBE_AUTHORITY", "")
    REGISTRY_URL = env.str("REGISTRY_URL", "")
    REGISTRY_TOKEN = env.str("REGISTRY_TOKEN", "")
    PRINTER_NETWORKS: list[str] = env.list("PRINTER_NETWORKS", [])
    PAYMENT_URL = env.str("PAYMENT_URL", "")
    PAYMENT_TOKEN = env.str("PAYMENT_TOKEN", "")
    PAYMENT_SECRET = env.str("PAYMENT_SECRET", "")
    CLIPS_DIR = env.str("CLIPS_DIR", "")
    REDIS_URL = env.str("REDIS_URL", "")
    GOOGLE_CLIENT_ID = env.str("GOOGLE_CLIENT_ID", "")
    GOOGLE_SECRET = env.str("GOOGLE_SECRET", "")
    SUPPORT_CONTACT = env.str("SUPPORT_CONTACT", "")
    POOL_MAX = env.int("DATABASE_POOL_MAX", 8)
    WEB_THREADS = env.int("WEB_THREADS", 4)
    IDLE_MINUTES = env.int("IDLE_MINUTES", 10)
    SHIFT_HOURS = env.int("SHIFT_HOURS", 12)
    LOG_LEVEL = env.str("LOG_LEVEL", "INFO")
    LOG_JSON = env.bool("LOG_JSON", False)

DATA_DIR.mkdir(parents=True, exist_ok=True)
SECRET_KEY = secrets.keyring(SECRETS_FILE).django_key

DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'giliran.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["ENGINE"] = "giliran.core.postgresql"
    DATABASES["default"]["CONN_MAX_AGE"] = 0  # the pool keeps the connections
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True  # none that broke with a database that restarted is handed out
    DATABASES["default"]["OPTIONS"] = connection_options(DATABASES["default"].get("OPTIONS", {}), POOL_MAX)
    # Two checkouts on one machine may test at once.
    DATABASES["default"]["TEST"] = {"NAME": f"test_giliran_{crc32(bytes(DATA_DIR)):08x}"}
else:
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;"
        "PRAGMA temp_store=MEMORY;",
    }
    # A file even in tests: in memory, SQLite locks whole tables and knows no second process.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "allauth.mfa",
    "allauth.headless",
    "giliran.core",
    "giliran.regions",
    "giliran.audit",
    "giliran.notifications",
    "giliran.accounts",
    "giliran.catalogue",
    "giliran.offices",
    "giliran.slots",
    "giliran.booking",
    "giliran.opening",
    "giliran.waiting",
    "giliran.payments",
    "giliran.onsite",
    "giliran.walkin",
    "giliran.issuance",
    "giliran.outreach",
    "giliran.complaints",
    "giliran.feedback",
    "giliran.reports",
    "giliran.web",
    "giliran.api",
    "giliran.jobs",
    "giliran.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pages weigh a tenth; our CSRF tokens are masked anew each time
    "csp.middleware.CSPMiddleware",
    "giliran.web.middleware.count_what_breaks",
    "giliran.web.middleware.know_nobody",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "giliran.web.middleware.speak",
    "giliran.api.middleware.answer_in_problems",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "giliran.web.middleware.refuse_nul",
    "giliran.web.middleware.know_the_actor",
    "giliran.web.middleware.demand_second_factor",
    "giliran.web.locking.lock_when_idle",
]

ROOT_URLCONF = "giliran.config.urls"
WSGI_APPLICATION = "giliran.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).resolve().parent.parent / "web" / "templates"],  # ours before allauth's
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "giliran.web.context.product",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "template_partials.templatetags.partials",
                "giliran.web.templatetags.giliran",
            ],
        },
    }
]
FORM_RENDERER = "giliran.web.forms.GiliranFormRenderer"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/me/"
ACCOUNT_ADAPTER = "giliran.web.account.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "giliran.web.account.forms.LoginForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60  # mail may be slow
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_CHANGE_EMAIL = True  # one address for each account
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if TLS else "http"
MFA_ADAPTER = "giliran.web.account.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "giliran.web.account.forms.AuthenticateForm",
    "reauthenticate": "giliran.web.account.forms.ReauthenticateForm",
}
MFA_TOTP_ISSUER = "Giliran"
MFA_TOTP_TOLERANCE = 1  # a code may run out while it is typed or travels, and clocks differ (RFC 6238, 5.2)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
HEADLESS_CLIENTS = ("app",)
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {
    "google": {
        "APPS": [{"client_id": GOOGLE_CLIENT_ID, "secret": GOOGLE_SECRET, "key": ""}] if GOOGLE_CLIENT_ID else [],
        "SCOPE": ["email"],
        "EMAIL_AUTHENTICATION": True,
    }
}

# Limits must be counted in one place by all processes: Redis where there is one, else the database.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},  # beyond it old ones go, and a flood must not wash limits away
    }
}

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = [Path(__file__).resolve().parent.parent / "locale"]
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [("clips", CLIPS_DIR)] if CLIPS_DIR else []  # before those that we bring
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns where it is missing
WHITENOISE_USE_FINDERS = DEBUG or DEMO
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "giliran.config.storage.StaticFiles"},
}

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE, "'wasm-unsafe-eval'"],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF, "https://accounts.google.com"] if GOOGLE_CLIENT_ID else [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = TLS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_FAILURE_VIEW = "giliran.web.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if TLS and not DEMO else 0
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if TRUST_PROXY else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_PROXY else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

LOGGING_CONFIG = "giliran.config.logs.configure"
LOGGING = {"level": LOG_LEVEL, "json": LOG_JSON}
