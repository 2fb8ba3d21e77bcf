"""The addresses of requests besides those of their registers. Included before those."""

from django.urls import URLPattern, path

from muniment.requests import mail_views

urlpatterns: list[URLPattern] = [path("requests/from-mail/", mail_views.page, name="request-from-mail")]
