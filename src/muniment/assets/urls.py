"""The addresses of what is held besides those of its registers. Included before those."""

from django.urls import URLPattern, path

from muniment.assets import views

urlpatterns: list[URLPattern] = [path("where/", views.where, name="where")]
