"""The addresses of the house."""

from django.urls import include, path

from muniment.web import views

urlpatterns = [
    path("", views.home, name="home"),
    path("accounts/", include("allauth.account.urls")),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("", include("muniment.assurance.urls")),
    path("", include("muniment.reporting.urls")),
    path("", include("muniment.registers.urls")),
]
handler404 = "muniment.web.views.not_found"
handler500 = "muniment.web.views.broken"
