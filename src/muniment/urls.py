"""The addresses of the house."""

from allauth.account import views as door
from django.urls import include, path, re_path

from muniment.web import calendar_views, jobs, views

urlpatterns = [
    path("", views.home, name="home"),
    path("accounts/login/", door.login, name="account_login"),
    path("accounts/logout/", door.logout, name="account_logout"),
    path("accounts/password/change/", door.password_change, name="account_change_password"),
    path("accounts/inactive/", door.account_inactive, name="account_inactive"),
    # The library's other doors are walled up; it still finds their names.
    re_path("^accounts/", views.not_found),
    path("accounts/", include("allauth.account.urls")),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("calendar/", calendar_views.month, name="calendar"),
    path("calendar/links/", calendar_views.make, name="calendar-link"),
    path("calendar/links/<int:pk>/end/", calendar_views.revoke, name="calendar-link-end"),
    path("calendar/feed/<str:secret>.ics", calendar_views.feed, name="calendar-feed"),
    path("jobs/", jobs.work, name="work"),
    path("jobs/<uuid:pk>/progress/", jobs.progress, name="work_progress"),
    path("jobs/<uuid:pk>/retry/", jobs.retry, name="work_retry"),
    path("", include("muniment.administration.urls")),
    path("", include("muniment.organisation.urls")),
    path("", include("muniment.casework.urls")),
    path("", include("muniment.retention.urls")),
    path("", include("muniment.assets.urls")),
    path("", include("muniment.paper.urls")),
    path("", include("muniment.incidents.urls")),
    path("", include("muniment.requests.urls")),
    path("", include("muniment.discovery.teaching.urls")),
    path("", include("muniment.discovery.urls")),
    path("", include("muniment.publication.urls")),
    path("", include("muniment.assurance.urls")),
    path("", include("muniment.reporting.urls")),
    path("", include("muniment.interface.urls")),
    path("", include("muniment.tables.urls")),
    path("", include("muniment.registers.urls")),
]
handler404 = "muniment.web.views.not_found"
handler500 = "muniment.web.views.broken"
