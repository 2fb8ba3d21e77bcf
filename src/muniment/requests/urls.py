"""The addresses of requests besides those of their registers. Included before those."""

from django.urls import URLPattern, path

from muniment.requests import mail_views, views

urlpatterns: list[URLPattern] = [
    path("requests/from-mail/", mail_views.page, name="request-from-mail"),
    *(path(f"{slug}/<int:pk>/files/", views.add_file, {"slug": slug}) for slug in ("requests", "rights-requests")),
    *(
        path(f"{slug}/<int:pk>/file/", views.response_file, {"slug": slug})
        for slug in ("response-files", "rights-files")
    ),
]
