"""The addresses of retention besides those of its registers. Included before those."""

from django.urls import URLPattern, path

from muniment.retention import views

urlpatterns: list[URLPattern] = [
    path("retention-lines/<int:pk>/change/", views.change, name="retention-change"),
    path("disposal/", views.due, name="disposal-due"),
    path("disposal/rehearse/", views.rehearse, name="disposal-rehearse"),
    path("disposal/export.csv", views.due_csv, name="disposal-due-csv"),
]
