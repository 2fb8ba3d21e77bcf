"""The addresses of what is published."""

from django.urls import path

from muniment.publication import views

urlpatterns = [
    path("published/", views.home, name="published"),
]
