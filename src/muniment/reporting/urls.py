"""The addresses of reports and editions; lists, changes and histories are those of every register."""

from django.urls import path

from muniment.reporting import edition_views, services, views, writing_views
from muniment.reporting.quarter import views as quarter

urlpatterns = [
    path("quarter/", quarter.page, name="quarter"),
    path("quarter/figures.csv", quarter.file, name="quarter-file"),
    *(path(f"{slug}/<int:pk>/report/", writing_views.begin, {"slug": slug}) for slug in services.FIELDS),
    *(path(f"{slug}/<int:pk>/report/<slug:kind>/", writing_views.begin, {"slug": slug}) for slug in services.FIELDS),
    path("plans/<int:pk>/counted/<slug:kind>/", views.counted, name="report-counted"),
    path("reports/holdings/", writing_views.choose, {"kind": "holdings", "where": "report/"}, name="report-choose"),
    path(
        "reports/quarter/",
        writing_views.choose,
        {"kind": "quarter", "where": "report/quarter/"},
        name="report-choose-quarter",
    ),
    path(
        "reports/shares/",
        writing_views.choose,
        {"kind": "shares", "where": "report/shares/"},
        name="report-choose-shares",
    ),
    path("reports/look.css", views.look, name="report-look"),
    path("reports/<int:pk>/", views.report, name="report"),
    path("reports/<int:pk>/report.<slug:kind>", views.download, name="report-download"),
    path("reports/<int:pk>/words/<slug:name>/", writing_views.words, name="report-words"),
    path("reports/<int:pk>/template/", writing_views.template, name="report-template"),
    path("reports/<int:pk>/send/", writing_views.send, name="report-send"),
    path("reports/<int:pk>/required/", writing_views.required, name="report-required"),
    path("reports/<int:pk>/freeze/", writing_views.freeze, name="report-freeze"),
    path("editions/<int:pk>/", edition_views.edition, name="edition"),
    path("editions/<int:pk>/report.<slug:kind>", edition_views.download, name="edition-download"),
    path("editions/<int:pk>/compare/", edition_views.compare, name="edition-compare"),
]
