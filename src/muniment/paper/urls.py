"""The addresses of paper in store besides those of its registers. Included before those."""

from django.urls import URLPattern, path

from muniment.paper import views

urlpatterns: list[URLPattern] = [
    path("deposits/", views.deposits, name="deposits"),
    path("deposits/export.csv", views.deposits_csv, name="deposits-csv"),
    path("costs/", views.costs_page, name="costs"),
    path("costs/export.csv", views.costs_csv, name="costs-csv"),
]
