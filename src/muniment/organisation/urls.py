"""The addresses of the organisation besides those of its registers. Included before those."""

from django.urls import URLPattern, path

from muniment.organisation import holiday_views, views

urlpatterns: list[URLPattern] = [
    path("owners/", views.owners, name="owners"),
    path("holidays/gov-uk/", holiday_views.page, name="holidays-gov-uk"),
]
