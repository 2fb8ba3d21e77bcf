"""The addresses of assurance besides those of its registers: the import of papers. Included before those."""

from django.urls import URLPattern, path

from muniment.assurance import import_views

urlpatterns: list[URLPattern] = [
    path("plans/import/", import_views.upload, name="import-upload"),
    path("plans/import/<int:pk>/", import_views.preview, name="import-preview"),
    path("plans/import/<int:pk>/file/", import_views.original, name="import-file"),
]
