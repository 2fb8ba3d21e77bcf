"""The addresses of plans, imports and owners' links."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
