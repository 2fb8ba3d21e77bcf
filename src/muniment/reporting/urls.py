"""The addresses of reports."""

urlpatterns: list = []
