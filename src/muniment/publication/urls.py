"""The addresses of what is published."""

from django.urls import path

from muniment.publication import scheme_views, transparency_views, views

urlpatterns = [
    path("published/", views.home, name="published"),
    path("published/scheme/", scheme_views.page, name="published-scheme"),
    path("published/scheme.csv", scheme_views.as_csv, name="published-scheme-csv"),
    path("published/scheme/<int:pk>/file/", scheme_views.file, name="published-scheme-file"),
    path("published/data/", transparency_views.page, name="published-data"),
    path("published/data.csv", transparency_views.as_csv, name="published-data-csv"),
    path("transparency/", transparency_views.grid, name="transparency"),
    path("transparency-items/enter-code/", transparency_views.enter_code, name="transparency-enter-code"),
]
