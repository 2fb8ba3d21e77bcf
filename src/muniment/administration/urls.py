"""The addresses of administration."""

from django.urls import path

import muniment.registers.urls  # noqa: F401 - it registers the converter of slugs
from muniment.administration import log_views, people_views, views

urlpatterns = [
    path("administration/", views.home, name="administration"),
    path("administration/settings/", views.settings, name="council-settings"),
    path("administration/access/", views.access, name="access"),
    path("administration/log/", log_views.shown, name="audit-log"),
    path("administration/log/export.csv", log_views.export, name="audit-log-csv"),
    path("administration/people/", people_views.upload, name="people-import"),
    path("administration/people/<int:pk>/", people_views.preview, name="people-import-preview"),
    path("<register:slug>/<int:pk>/who/", views.who, name="who-and-why"),
    path("me/", views.me, name="me"),
    path("look/brand.css", views.brand, name="brand"),
    path("look/logo", views.logo, name="logo"),
]
