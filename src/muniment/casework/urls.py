"""The addresses of casework."""

from django.urls import URLPattern, path

from muniment.casework import views

urlpatterns: list[URLPattern] = [path("clock/", views.what_if, name="clock")]
