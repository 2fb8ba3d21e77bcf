"""The Django app; what it keeps (TableImport) is a table of the machinery's."""

from django.apps import AppConfig


class TablesConfig(AppConfig):
    name = "muniment.tables"
