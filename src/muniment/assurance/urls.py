"""The addresses of assurance besides those of its registers: the import of papers."""

from django.urls import include, path

urlpatterns = [path("", include("muniment.assurance.import_urls"))]
