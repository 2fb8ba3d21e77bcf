"""The addresses of the assets besides those of their registers. Included before those; what is below /published/ is open to all."""

from django.urls import URLPattern, path

from muniment.assets import activity_views, publication_views, views

urlpatterns: list[URLPattern] = [
    path("leavers/", views.leaving, name="leavers"),
    path("where/", views.where, name="where"),
    path("activity/", activity_views.upload, name="activity-import"),
    path("activity/<int:pk>/", activity_views.preview, name="activity-import-page"),
    path("asset-publications/propose/", publication_views.propose, name="publication-propose"),
    path("published/assets/", publication_views.page, name="published-assets"),
    path("published/assets.csv", publication_views.as_csv, name="published-assets-csv"),
    path("published/assets.jsonld", publication_views.as_jsonld, name="published-assets-jsonld"),
]
