"""The addresses of what is published."""

from django.urls import path, re_path

from muniment.publication import (
    asking_views,
    deflection_views,
    disclosure_log_public,
    disclosure_log_views,
    scheme_views,
    transparency_views,
    views,
)

urlpatterns = [
    path("published/", views.home, name="published"),
    path("published/scheme/", scheme_views.page, name="published-scheme"),
    path("published/scheme.atom", scheme_views.feed, name="published-scheme-feed"),
    path("published/scheme.csv", scheme_views.as_csv, name="published-scheme-csv"),
    path("published/scheme/<int:pk>/file/", scheme_views.file, name="published-scheme-file"),
    path("published/data/", transparency_views.page, name="published-data"),
    path("published/data.csv", transparency_views.as_csv, name="published-data-csv"),
    path("transparency/", transparency_views.grid, name="transparency"),
    path("transparency-items/enter-code/", transparency_views.enter_code, name="transparency-enter-code"),
    path("published/answers/", disclosure_log_public.listed, name="published-answers-public"),
    path("published/answers.atom", disclosure_log_public.feed, name="published-answers-feed"),
    path("published/answers.csv", disclosure_log_public.table, name="published-answers-csv"),
    # The number as its requester was given it; no longer than a key of any database is.
    re_path(r"^published/answers/R-(?P<number>[1-9][0-9]{0,17})/$", disclosure_log_public.one, name="published-answer"),
    re_path(r"^published/answers/R-(?P<number>[1-9][0-9]{0,17})/files/(?P<pk>[1-9][0-9]{0,17})/$", disclosure_log_public.file, name="published-answer-file"),
    path("published/ask/", asking_views.ask, name="published-ask"),
    path("published/ask/send/", asking_views.send, name="published-ask-send"),
    path("published/ask/answered/", asking_views.answered, name="published-ask-answered"),
    path("published/ask/sent/<str:given>/", asking_views.sent, name="published-ask-sent"),
    path("deflection/", deflection_views.page, name="deflection"),
    path("deflection/offers.csv", deflection_views.file, name="deflection-file"),
    path("requests/<int:pk>/published/", deflection_views.of_request, name="request-published"),
    path("disclosure-log/", disclosure_log_views.consider, name="disclosure-log"),
    path("disclosure-log/<int:pk>/propose/", disclosure_log_views.propose, name="disclosure-log-propose"),
    path("disclosure-log/<int:pk>/keep-out/", disclosure_log_views.keep_out, name="disclosure-log-keep-out"),
]  # fmt: skip
