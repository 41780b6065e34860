from django.urls import path

from osuma.web import entry, local
from osuma.web.pages import customers, data, doors, first, reports, segments

urlpatterns = [
    path("", first.index, name="index"),
    path("enter", entry.enter, name="enter"),
    path("leave", entry.leave, name="leave"),
    path("sign-in", doors.sign_in, name="sign_in"),
    path("join", doors.join, name="join"),
    path("renew", doors.renew, name="renew"),
    path("closed", first.closed, name="closed"),
    path("first", first.first, name="first"),
    path("language", first.language, name="language"),
    path("w/<slug:workspace>/", segments.home, name="home"),
    path("w/<slug:workspace>/data/", data.data, name="data"),
    path("w/<slug:workspace>/data/files", data.files, name="files"),
    path("w/<slug:workspace>/data/<int:key>/undo", data.undo, name="undo"),
    path("w/<slug:workspace>/data/<int:key>/refused", data.refused_rows, name="refused_rows"),
    path("w/<slug:workspace>/questions/<slug:key>", data.answer, name="answer"),
    path("w/<slug:workspace>/jobs/<int:key>/", data.work, name="work"),
    path("w/<slug:workspace>/jobs/<int:key>/now", data.work_now, name="work_now"),
    path("w/<slug:workspace>/segments/", segments.listed, name="segments"),
    path("w/<slug:workspace>/segments/proposed", segments.proposed, name="proposed"),
    path("w/<slug:workspace>/segments/<slug:slug>/", segments.one, name="segment"),
    path("w/<slug:workspace>/segments/<slug:slug>/tuned", segments.tuned, name="tuned"),
    path("w/<slug:workspace>/segments/<slug:slug>/keep", segments.keep, name="keep"),
    path("w/<slug:workspace>/segments/<slug:slug>/download", segments.download, name="download"),
    path("w/<slug:workspace>/customers/", customers.found, name="customers"),
    path("w/<slug:workspace>/customers/<int:key>/", customers.card, name="customer"),
    path("w/<slug:workspace>/customers/<int:key>/why/<path:slug>", customers.why, name="why"),
    path("w/<slug:workspace>/reports/", reports.listed, name="reports"),
    path("w/<slug:workspace>/reports/make", reports.make, name="make_report"),
    path("w/<slug:workspace>/reports/<str:name>", reports.report, name="report"),
    path("local/v1/ping", local.ping),
    path("local/v1/link", local.link),
    path("local/v1/<str:name>", local.ask),
]

handler500 = "osuma.web.pages.refused.fault"
