"""The addresses of imports; to be included before those of the registers."""

from django.urls import URLPattern, path

from muniment.assurance import import_views

urlpatterns: list[URLPattern] = [
    path("plans/import/", import_views.upload, name="import-upload"),
    path("plans/import/<int:pk>/", import_views.preview, name="import-preview"),
    path("plans/import/<int:pk>/file/", import_views.original, name="import-file"),
]
