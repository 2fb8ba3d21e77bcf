"""The addresses of requests besides those of their registers. Included before those."""

from django.urls import URLPattern, path

from muniment.requests import views

urlpatterns: list[URLPattern] = [
    path("requests/<int:pk>/files/", views.add_file, name="request-file-add"),
    path("response-files/<int:pk>/file/", views.response_file, name="response-file"),
]
