"""The addresses of teaching besides those of its registers. Included before those."""

from django.urls import URLPattern, path

from muniment.discovery.teaching import model_views, queue_views, rule_views

urlpatterns: list[URLPattern] = [
    path("classification-rules/try/", rule_views.try_new, name="rule-try-new"),
    path("classification-rules/<int:pk>/try/", rule_views.try_one, name="rule-try"),
    path("classification-rules/rules.txt", rule_views.as_text, name="rules-text"),
    path("class-models/learn/", model_views.learn, name="model-learn"),
    path("teaching/", queue_views.overview, name="teaching"),
    path("teaching/<int:pk>/", queue_views.question, name="teaching-question"),
    path("teaching/<int:pk>/find/", queue_views.find, name="teaching-find"),
]
