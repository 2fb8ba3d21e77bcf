"""Django's settings. What an installation may choose is read from the environment, in operations/environment.py only."""

from csp.constants import NONE, SELF

from muniment.operations import environment

DATA = environment.data_folder()
DATA.make()

SECRET_KEY = DATA.secret_key()
DEBUG = False
ALLOWED_HOSTS = environment.HOSTS.words
CSRF_TRUSTED_ORIGINS = environment.ORIGINS.words
DEMONSTRATION = DATA.is_demonstration

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    # Before the library of the door, whose pages it replaces with its own.
    "muniment.web",
    "allauth",
    "allauth.account",
    "django_tasks",
    "django_tasks_db",
    "muniment.jobs",
    "muniment.people",
    "muniment.registers",
    "muniment.interface",
    "muniment.tables",
    "muniment.organisation",
    "muniment.casework",
    "muniment.retention",
    "muniment.assets",
    "muniment.paper",
    "muniment.incidents",
    "muniment.privacy",
    "muniment.requests",
    "muniment.sharing",
    "muniment.regulators",
    "muniment.discovery",
    "muniment.publication",
    "muniment.assurance",
    "muniment.committees",
    "muniment.reporting",
    "muniment.administration",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "muniment.web.middleware.SignInRequired",
    "muniment.web.middleware.DomainErrors",
]
ROOT_URLCONF = "muniment.urls"
WSGI_APPLICATION = "muniment.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "muniment.web.context.frame",
            ],
        },
    }
]
FORM_RENDERER = "muniment.registers.forms.Renderer"

DATABASES = {"default": environment.database(DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# The limits on signing in are counted here; a cache of one process would count apart in each.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    # The demonstration's passwords are known to all: no other folder accepts their hashes, even in a copied database.
    *(["muniment.operations.hashers.Demonstration"] if DEMONSTRATION else []),
]
ACCOUNT_ADAPTER = "muniment.web.signin.ClosedDoor"
ACCOUNT_FORMS = {"login": "muniment.web.signin.SignIn", "change_password": "muniment.web.signin.ChangePassword"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
# Work that a page does not wait for is kept in the database, and done by `muniment work` beside the server.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
globals().update(environment.mail())  # EMAIL_BACKEND and what it needs

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
DATE_FORMAT = "j F Y"
STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Behind TLS (MUNIMENT_ORIGINS names an https address) cookies travel on TLS only.
SECURE_COOKIES = any(origin.startswith("https://") for origin in CSRF_TRUSTED_ORIGINS)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE_COOKIES else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 40 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 40 * 1024 * 1024
LARGEST_FILE = environment.largest_file()
SCANNER = environment.SCANNER.given
SHARES = (*environment.SHARES.words, *([str(DATA.demonstration_shares)] if DEMONSTRATION else []))
SHARES_WRITABLE = (*environment.SHARES_WRITABLE.words, *([str(DATA.demonstration_shares)] if DEMONSTRATION else []))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
