"""Who is not signed in sees the door; what the house refuses becomes a page that says why."""

from collections.abc import Callable

from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from muniment import clock
from muniment.registers.errors import Conflict, Invalid, Refused
from muniment.web.signin import UNTIL

Next = Callable[[HttpRequest], HttpResponse]
# Open to those who are not signed in: the door itself, its looks, links that carry their own signature, and the interface for
# programmes, which asks for a token.
OPEN = ("/accounts/", "/static/", "/link/", "/accessibility/", "/look/", "/calendar/feed/", "/api/")
# What anybody may read: nobody is asked who they are there, no session is looked at and no cookie set, so that caches may keep it.
PUBLIC = "/published/"
STATUS = {Invalid: 422, Refused: 403, Conflict: 409}
HEADING = {Invalid: "That does not fit", Refused: "You may not do this", Conflict: "Somebody else was here first"}


class SignInRequired:
    """Every page asks for a signed-in person unless its address is open."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(PUBLIC):
            return self.get_response(request)
        if request.user.is_authenticated and request.session.get(UNTIL, float("inf")) < clock.now().timestamp():
            logout(request)
        if request.user.is_authenticated or request.path == "/" or request.path.startswith(OPEN):
            return self.get_response(request)
        return redirect_to_login(request.get_full_path())


class DomainErrors:
    """Invalid, Refused and Conflict as pages, in one place."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        for kind, status in STATUS.items():
            if isinstance(error, kind):
                context = {"heading": HEADING[kind], "message": str(error)}
                return render(request, "web/refused.html", context, status=status)
        return None
