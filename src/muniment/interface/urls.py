"""The addresses of the interface for programmes, and of the tokens that open it."""

from django.urls import include, path, re_path

from muniment.interface import problems, views
from muniment.interface.operations import patterns

urlpatterns = [
    path("api/", views.begin, name="api"),
    path("api/openapi.json", views.openapi, name="openapi"),
    path("api/", include(patterns())),
    re_path("^api/", problems.not_found),
    path("tokens/", views.page, name="tokens"),
    path("tokens/<int:pk>/revoke/", views.revoke, name="token-revoke"),
]
