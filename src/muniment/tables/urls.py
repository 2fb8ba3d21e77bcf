"""The addresses of the imports of tables, below each register's."""

from django.urls import path

from muniment.registers import urls as _knows_the_slugs  # noqa: F401
from muniment.tables import views

urlpatterns = [
    path("<register:slug>/import/table/", views.upload, name="table-import"),
    path("<register:slug>/import/table/<int:pk>/", views.page, name="table-import-page"),
    path("<register:slug>/import/table/<int:pk>/progress/", views.progress, name="table-import-progress"),
]
