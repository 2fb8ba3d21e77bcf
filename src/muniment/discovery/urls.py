"""The addresses of what scans have found. Included before those of the registers."""

from django.urls import URLPattern, path

from muniment.discovery import (
    disposal_views,
    finding_files,
    matching_views,
    result_files,
    result_lists,
    result_views,
    scan_views,
)

PLACE = "scanned-places/<int:pk>/found/"
urlpatterns: list[URLPattern] = [
    path("file-disposals/<int:pk>/files/", disposal_views.page, name="disposal-files"),
    path("file-disposals/<int:pk>/files.csv", disposal_views.as_csv, name="disposal-files-csv"),
    path("file-disposals/<int:pk>/<slug:which>.parquet", disposal_views.as_parquet, name="disposal-files-parquet"),
    path("share-findings/<int:pk>/files/", finding_files.page, name="finding-files"),
    path("share-findings/<int:pk>/files.csv", finding_files.as_csv, name="finding-files-csv"),
    path("scanned-places/<int:pk>/matched/", matching_views.page, name="matched"),
    path("scans/<int:pk>/progress/", scan_views.progress, name="scan-progress"),
    path(PLACE, result_views.overview, name="found"),
    path(f"{PLACE}map/", result_views.treemap, name="found-map"),
    path(f"{PLACE}folder/", result_views.folder, name="found-folder"),
    path(f"{PLACE}file/", result_views.file, name="found-file"),
    path(f"{PLACE}kinds/", result_views.kinds, name="found-kinds"),
    path(f"{PLACE}changes/", result_lists.changes, name="found-changes"),
    path(f"{PLACE}<slug:view>.<slug:ending>", result_files.export, name="found-export"),
    path(f"{PLACE}<slug:view>/", result_lists.listed, name="found-list"),
]
