"""The addresses of retention besides those of its registers. Included before those."""

from django.urls import URLPattern, path

from muniment.retention import purview_views, schedule_views, transfer_views, views

urlpatterns: list[URLPattern] = [
    path("retention-lines/<int:pk>/change/", views.change, name="retention-change"),
    path("retention-lines/import/", schedule_views.upload, name="schedule-import"),
    path("retention-lines/import/<int:pk>/", schedule_views.preview, name="schedule-import-page"),
    path("retention-lines/purview/", purview_views.page, name="retention-purview"),
    path("retention-lines/purview/<int:pk>/", purview_views.told, name="retention-purview-told"),
    path("retention-lines/purview/file-plan.csv", purview_views.file, name="retention-purview-file"),
    path("disposals/<int:pk>/transfer.zip", transfer_views.bag, name="disposal-bag"),
    path("disposals/<int:pk>/accession.csv", transfer_views.accession, name="disposal-accession"),
    path("disposal/", views.due, name="disposal-due"),
    path("disposal/rehearse/", views.rehearse, name="disposal-rehearse"),
    path("disposal/export.csv", views.due_csv, name="disposal-due-csv"),
]
