"""The addresses of incidents besides those of their registers. Included before those."""

from django.urls import URLPattern, path

from muniment.incidents import views

urlpatterns: list[URLPattern] = [
    path("incidents/new/", views.report, name="incident-report"),
    path("incidents/patterns/", views.patterns_page, name="incident-patterns"),
    path("incidents/affecting/<slug:slug>/<int:pk>/", views.affecting, name="incidents-affecting"),
]
