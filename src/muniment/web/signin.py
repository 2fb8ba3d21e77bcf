"""The door: nobody signs up; people are entered by an administrator."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ChangePasswordForm, LoginForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from muniment import clock
from muniment.organisation import preferences

UNTIL = "signed_in_until"


class ClosedDoor(DefaultAccountAdapter):  # type: ignore[misc]
    """No sign-up, and no letter to those who try a wrong address."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address and the password do not fit together. Check both."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, then try again."),
    }

    def login(self, request: HttpRequest, user: Any) -> None:
        """A session ends with the browser, and after as long as the council has set at the latest."""
        super().login(request, user)
        until = clock.now() + timedelta(hours=preferences.value_of("session_hours"))
        request.session[UNTIL] = until.timestamp()

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False


class Plain:
    """Labels and errors in our words; no placeholders, which vanish as soon as one types."""

    asked: dict[str, tuple[Any, Any]] = {}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, (label, missing) in self.asked.items():
            field = self.fields[name]  # type: ignore[attr-defined]
            field.label, field.help_text = label, ""
            field.error_messages = {**field.error_messages, "required": missing}
            field.widget.attrs.pop("placeholder", None)


class SignIn(Plain, LoginForm):  # type: ignore[misc]
    """Who are you?"""

    asked = {
        "login": (_("E-mail address"), _("Enter your e-mail address.")),
        "password": (_("Password"), _("Enter your password.")),
    }


class ChangePassword(Plain, ChangePasswordForm):  # type: ignore[misc]
    """A new password, with the old one."""

    asked = {
        "oldpassword": (_("The password you have now"), _("Enter the password you have now.")),
        "password1": (_("The new password"), _("Enter a new password.")),
        "password2": (_("The new password once more"), _("Enter the new password once more.")),
    }
