"""How people are reached, and why some are not, in words."""

from __future__ import annotations

from osuma.engine.errors import Words

#: Why somebody is left out, by the step of the way from the members to those who may be contacted.
LEFT_OUT = {
    "without_address": Words("osoite puuttuu", "without an address"),
    "suppressed": Words("markkinointikielto", "on the suppression list"),
    "company_excluded": Words("yritys konkurssissa tai lopettanut", "company bankrupt or closed"),
    "refused": Words("kieltänyt markkinoinnin", "has refused marketing"),
    "no_ground": Words("ei lupaa", "no consent or other ground"),
}
#: Why somebody may be written to.
GROUNDS = {
    "consent": Words("suostumus", "consent"),
    "existing_customer": Words("asiakassuhteen perusteella", "as an existing customer"),
    "company": Words("yrityksen osoite", "a company’s address"),
}
CHANNELS = {
    "email": Words("sähköpostilla", "by e-mail"),
    "sms": Words("tekstiviestillä", "by text message"),
    "phone": Words("puhelimella", "by phone"),
    "post": Words("postitse", "by post"),
}
#: Why an address is on the suppression list.
REASONS = {
    "unsubscribed": Words("perui viestit", "unsubscribed"),
    "complained": Words("merkitsi roskapostiksi", "complained of spam"),
    "bounced": Words("osoite ei toimi", "messages came back"),
    "objection": Words("markkinointikielto", "objected to marketing"),
    "do_not_call": Words("soittokielto", "objected to calls"),
}
