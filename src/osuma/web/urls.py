from django.urls import path

from osuma.web import local, pages

urlpatterns = [
    path("", pages.index, name="index"),
    path("reports/<slug:slug>/<str:name>", pages.report, name="report"),
    path("local/v1/ping", local.ping),
    path("local/v1/<str:name>", local.ask),
]
