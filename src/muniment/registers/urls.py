"""The addresses of the registers' pages."""

from django.urls import path, register_converter
from django.urls.converters import SlugConverter

from muniment.registers import (
    bulk_views,
    comment_views,
    evidence_views,
    form_views,
    link_views,
    list_views,
    saved_views,
    searching_views,
    thread_views,
    views,
)
from muniment.registers.register import registry


class RegisterSlug(SlugConverter):
    """Only the slugs of registers, so that no other page's address is taken for one."""

    def to_python(self, value: str) -> str:
        if registry.named(value) is None:
            raise ValueError(value)
        return value


register_converter(RegisterSlug, "register")

urlpatterns = [
    path("search/", searching_views.page, name="search"),
    path("link/<str:token>/", link_views.use, name="owner-link"),
    path("<register:slug>/<int:pk>/link/", link_views.issue, name="owner-link-issue"),
    path("<register:slug>/", list_views.listing, name="list"),
    path("<register:slug>/export.csv", list_views.export, {"kind": "csv"}, name="export-csv"),
    path("<register:slug>/export.xlsx", list_views.export, {"kind": "xlsx"}, name="export-xlsx"),
    path("<register:slug>/bulk/", bulk_views.change, name="bulk"),
    path("<register:slug>/views/", saved_views.save, name="view-save"),
    path("<register:slug>/views/<int:pk>/", saved_views.open_view, name="view"),
    path("<register:slug>/views/<int:pk>/change/", saved_views.change, name="view-change"),
    path("<register:slug>/new/", form_views.create, name="create"),
    path("<register:slug>/<int:pk>/", views.record, name="record"),
    path("<register:slug>/<int:pk>/edit/", form_views.edit, name="edit"),
    path("<register:slug>/<int:pk>/do/<slug:name>/", form_views.step, name="step"),
    path("<register:slug>/<int:pk>/attach/", evidence_views.attach, name="attach"),
    path("<register:slug>/<int:pk>/evidence/<int:evidence_pk>/", evidence_views.evidence_file, name="evidence"),
    path("<register:slug>/<int:pk>/comment/", comment_views.add, name="comment"),
    path(
        "<register:slug>/<int:pk>/comment/<int:comment_pk>/withdraw/", comment_views.withdraw, name="comment-withdraw"
    ),
    path("<register:slug>/<int:pk>/links/", thread_views.links_page, name="links"),
    path("<register:slug>/<int:pk>/thread/", thread_views.thread_page, name="thread"),
    path("<register:slug>/<int:pk>/history/", views.changes, name="history"),
]
