"""The addresses of plans, imports and owners' links."""

from django.urls import path

urlpatterns: list[path] = []
