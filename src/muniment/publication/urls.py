"""The addresses of what is published."""

from django.urls import path, re_path

from muniment.publication import disclosure_log_public, disclosure_log_views, views

urlpatterns = [
    path("published/", views.home, name="published"),
    path("published/answers/", disclosure_log_public.listed, name="published-answers-public"),
    path("published/answers.atom", disclosure_log_public.feed, name="published-answers-feed"),
    path("published/answers.csv", disclosure_log_public.table, name="published-answers-csv"),
    # The number as its requester was given it; no longer than a key of any database is.
    re_path(r"^published/answers/R-(?P<number>[1-9][0-9]{0,17})/$", disclosure_log_public.one, name="published-answer"),
    re_path(r"^published/answers/R-(?P<number>[1-9][0-9]{0,17})/files/(?P<pk>[1-9][0-9]{0,17})/$", disclosure_log_public.file, name="published-answer-file"),
    path("disclosure-log/", disclosure_log_views.consider, name="disclosure-log"),
    path("disclosure-log/<int:pk>/propose/", disclosure_log_views.propose, name="disclosure-log-propose"),
    path("disclosure-log/<int:pk>/keep-out/", disclosure_log_views.keep_out, name="disclosure-log-keep-out"),
]  # fmt: skip
