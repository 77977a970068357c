"""Throughline: a personal treatment-journey tracker for people living with metastatic breast cancer.

`create_app` is the one file that knows every feature.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_compress import Compress
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Settings
from tracker import assets, cli, db, glossary, i18n, shell, web
from tracker.accounts import routes as accounts_routes
from tracker.appointments import routes as appointments_routes
from tracker.calendar import routes as calendar_routes
from tracker.caregiver import routes as caregiver_routes
from tracker.checkins import cli as checkins_cli
from tracker.checkins import routes as checkins_routes
from tracker.checkins import sync as checkins_sync
from tracker.diagnosis import routes as diagnosis_routes
from tracker.exports import routes as exports_routes
from tracker.history import routes as history_routes
from tracker.journeys import routes as journeys_routes
from tracker.knowledge import check
from tracker.knowledge import cli as knowledge_cli
from tracker.labs import routes as labs_routes
from tracker.leaving import routes as leaving_routes
from tracker.made_up import routes as made_up_routes
from tracker.mistakes import cli as mistakes_cli
from tracker.mistakes import routes as mistakes_routes
from tracker.observations import routes as observations_routes
from tracker.offline import routes as offline_routes
from tracker.options import cli as options_cli
from tracker.options import routes as options_routes
from tracker.scans import routes as scans_routes
from tracker.secret_store import Secrets
from tracker.sharing import invitations
from tracker.sharing import routes as sharing_routes
from tracker.sources import routes as sources_routes
from tracker.summary_links import opening as summary_link_opening
from tracker.summary_links import routes as summary_links_routes
from tracker.support import public as support_public
from tracker.support import routes as support_routes
from tracker.timeline import routes as timeline_routes
from tracker.today import routes as today_routes
from tracker.treatments import routes as treatments_routes
from tracker.trends import routes as trends_routes
from tracker.understand import routes as understand_routes
from tracker.visit_summary import routes as visit_summary_routes

ROOT = Path(__file__).parent.parent
_KIB = 1024


def create_app(settings: Settings | None = None, *, testing: bool = False) -> Flask:
    """The application. Raises BrokenContent, BadSetting or UnsafeSecrets rather than start on a bad footing."""
    settings = settings or Settings.from_environment()
    app = Flask(__name__, instance_path=str(settings.instance), static_folder=None)
    app.testing = testing
    secrets = Secrets.kept_in(settings.instance)
    app.config.from_mapping(_configuration(settings, secrets))
    app.extensions["catalogue"] = check.load(ROOT / "seed")
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]

    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    i18n.init_app(app)
    glossary.init_app(app)
    db.init_app(app)
    web.init_app(app)
    accounts_routes.init_app(app)
    journeys_routes.init_app(app)
    for feature in (
        accounts_routes,
        journeys_routes,
        diagnosis_routes,
        treatments_routes,
        scans_routes,
        labs_routes,
        options_routes,
        appointments_routes,
        calendar_routes,
        sharing_routes,
        invitations,
        caregiver_routes,
        observations_routes,
        support_public,
        support_routes,
        checkins_routes,
        checkins_sync,
        today_routes,
        timeline_routes,
        made_up_routes,
        history_routes,
        trends_routes,
        offline_routes,
        exports_routes,
        visit_summary_routes,
        summary_links_routes,
        summary_link_opening,
        understand_routes,
        sources_routes,
        mistakes_routes,
        leaving_routes,
    ):
        app.register_blueprint(feature.bp)
    shell.init_app(app)
    support_public.init_app(app)
    leaving_routes.init_app(app)
    offline_routes.init_app(app)
    Compress(app)
    assets.init_app(app)
    cli.register(app)
    knowledge_cli.register(app)
    mistakes_cli.register(app)
    options_cli.register(app)
    checkins_cli.register(app)
    return app


def _configuration(settings: Settings, secrets: Secrets) -> dict[str, Any]:
    cookie = "__Host-throughline" if settings.https else "throughline"
    engine = db.engine_options(settings.database_url, settings.instance, secrets.database_key, settings.sqlite_driver)
    wrong = _l("This e-mail address and password do not go together. Check both and try again.")
    return {
        "SETTINGS": settings,
        "SECRETS": secrets,
        "SQLALCHEMY_ENGINES": {"default": engine},
        "SECRET_KEY": secrets.session_key,
        "SESSION_COOKIE_NAME": cookie,
        "SESSION_COOKIE_SECURE": settings.https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
        "SESSION_REFRESH_EACH_REQUEST": False,
        "TRUSTED_HOSTS": list(settings.trusted_hosts) or None,
        "MAX_CONTENT_LENGTH": 256 * _KIB,
        "MAX_FORM_MEMORY_SIZE": 256 * _KIB,
        "MAX_FORM_PARTS": 200,
        "COMPRESS_ALGORITHM": ["br", "gzip"],
        "COMPRESS_BR_LEVEL": 3,
        "COMPRESS_LEVEL": 4,
        "WTF_CSRF_TIME_LIMIT": None,  # a page left open overnight must still save
        "WTF_I18N_ENABLED": False,  # every message of a field is ours
        "WTF_CSRF_SSL_STRICT": False,  # the origin is checked for every unsafe request in tracker/web.py
        "SECURITY_PASSWORD_SALT": secrets.password_salt,
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
            "argon2__memory_cost": 19456,
            "argon2__time_cost": 2,
            "argon2__parallelism": 1,
        },
        "SECURITY_PASSWORD_CONFIRM_REQUIRED": False,
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False, "test_environment": True},
        "SECURITY_REGISTERABLE": True,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_SEND_REGISTER_EMAIL": False,
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        "SECURITY_REGISTER_URL": "/sign-up",
        "SECURITY_LOGIN_URL": "/sign-in",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_CHANGE_URL": "/account/password",
        "SECURITY_POST_REGISTER_VIEW": "/start",
        "SECURITY_POST_LOGIN_VIEW": "/start",
        "SECURITY_POST_LOGOUT_VIEW": "/",
        "SECURITY_POST_CHANGE_VIEW": "/account",
        "SECURITY_REGISTER_USER_TEMPLATE": "accounts/sign_up.html",
        "SECURITY_LOGIN_USER_TEMPLATE": "accounts/sign_in.html",
        "SECURITY_CHANGE_PASSWORD_TEMPLATE": "accounts/password.html",
        "SECURITY_VERIFY_TEMPLATE": "accounts/step_up.html",
        "SECURITY_POST_VERIFY_VIEW": "/start",
        "SECURITY_LOGOUT_USER_TEMPLATE": "accounts/sign_in.html",
        "SECURITY_JOIN_USER_ROLES": False,
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_FRESHNESS": timedelta(minutes=10),
        "SECURITY_FRESHNESS_GRACE_PERIOD": timedelta(minutes=0),
        "SECURITY_DEFAULT_REMEMBER_ME": False,
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_MSG_USER_DOES_NOT_EXIST": (wrong, "error"),
        "SECURITY_MSG_INVALID_PASSWORD": (wrong, "error"),
        "SECURITY_MSG_INVALID_EMAIL_ADDRESS": (_l("Write an e-mail address like name@example.ca."), "error"),
        "SECURITY_MSG_EMAIL_NOT_PROVIDED": (_l("Write your e-mail address."), "error"),
        "SECURITY_MSG_PASSWORD_NOT_PROVIDED": (_l("Write your password."), "error"),
        "SECURITY_MSG_PASSWORD_IS_THE_SAME": (_l("The new password is the same as the old one."), "error"),
        "SECURITY_MSG_RETYPE_PASSWORD_MISMATCH": (_l("The two new passwords differ. Type them again."), "error"),
        "SECURITY_MSG_PASSWORD_CHANGE": (
            _l("Your password is changed. Every other device is signed out."),
            "ok",
        ),
        "SECURITY_MSG_EMAIL_ALREADY_ASSOCIATED": (
            _l("There is an account with this e-mail address. Sign in instead, or use another address."),
            "error",
        ),
        "SECURITY_MSG_UNAUTHENTICATED": (_l("Sign in to see this page."), "info"),
        "SECURITY_MSG_LOGIN": (_l("You are signed in."), "ok"),
        "SECURITY_MSG_REAUTHENTICATION_SUCCESSFUL": (_l("Thank you. You can go on for the next 10 minutes."), "ok"),
    }
