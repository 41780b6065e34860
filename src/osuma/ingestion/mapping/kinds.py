"""Kinds of files that a proposal knows, and the outputs that each gives."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from osuma.ingestion.lexicons import lexicon
from osuma.ingestion.mapping.mapping import Assignment, Condition, Derivation, Origin, OutputMapping
from osuma.ingestion.reading.guess import NOTHING

Concepts = Mapping[str, list[str]]

_PERSON = {"customer_id": "person_id", "email": "person_email", "phone": "person_phone"}
_CUSTOMER = {
    "customer_id": "person_id", "email": "email", "phone": "phone", "first_name": "first_name",
    "last_name": "last_name", "full_name": "full_name", "birth_date": "birth_date", "birth_year": "birth_year",
    "age": "age_given", "gender": "gender", "language": "language", "country": "country", "postcode": "postcode",
    "city": "city", "municipality": "municipality", "region": "region", "title": "title",
    "occupation": "occupation", "company": "company", "employment": "employment", "relationship": "relationship",
    "education": "education", "dwelling": "dwelling", "income_band": "income_band", "income": "income",
    "children": "children", "interests": "interests", "tags": "tags", "created_at": "created_at",
    "updated_at": "source_updated_at",
}  # fmt: skip
#: The same where the row is an order: these four speak of the order there.
_BESIDE_ORDERS = {c: to for c, to in _CUSTOMER.items() if c not in ("created_at", "updated_at", "tags", "income")}
_ORDER = {
    **_PERSON, "order_id": "order_id", "order_date": "ts", "status": "status", "order_channel": "channel",
    "currency": "currency", "total": "total", "shipping": "shipping", "tax": "tax", "discount": "discount",
    "discount_code": "discount_code", "items": "items", "refunded": "refunded", "refunded_at": "refunded_at",
}  # fmt: skip
_LINE = {
    "order_id": "order_id", "product_id": "product_id", "product": "product", "category": "category",
    "brand": "brand", "quantity": "quantity", "unit_price": "unit_price", "price": "unit_price",
    "line_no": "line_no", "currency": "currency",
}  # fmt: skip
_PRODUCT = {
    "product_id": "product_id", "product": "product", "category": "category", "brand": "brand", "price": "price",
    "unit_price": "price", "cost": "cost",
}  # fmt: skip
_AREA = {
    "area": "postcode", "postcode": "postcode", "full_name": "name", "area_name": "name",
    "municipality": "municipality", "inhabitants": "inhabitants", "median_income": "median_income",
    "dwellings": "dwellings",
    "small_houses": "small_houses", "students": "students", "pensioners": "pensioners", "mean_age": "mean_age",
    "east": "east", "north": "north",
}  # fmt: skip
_ACCOUNT = {
    "account_id": "account_id", "customer_id": "account_id", "business_id": "business_id", "vat_id": "vat_id",
    "company": "name", "full_name": "name", "domain": "domain", "url": "domain", "phone": "phone",
    "country": "country", "postcode": "postcode", "city": "city", "municipality": "municipality",
    "industry_code": "industry_code", "industry": "industry", "headcount": "headcount", "turnover": "turnover",
    "profit": "profit", "balance_total": "balance_total", "figures_year": "figures_year", "exports": "exports",
    "imports": "imports", "offices": "offices", "founded": "founded", "company_status": "status",
    "parent": "parent", "deal_owner": "owner", "created_at": "created_at", "updated_at": "source_updated_at",
}  # fmt: skip
_REFERENCE = {
    "account_id": "account_id", "business_id": "account_business_id", "company": "account_name",
    "domain": "account_domain",
}  # fmt: skip
_DEAL = {
    **_PERSON, **_REFERENCE, "deal_id": "deal_id", "deal_name": "name", "stage": "stage", "pipeline": "pipeline",
    "engaged_at": "created_at", "created_at": "created_at", "closed_at": "closed_at",
    "expected_close": "expected_close", "deal_value": "amount", "amount": "amount", "total": "amount",
    "currency": "currency", "deal_owner": "owner", "product": "product", "probability": "probability",
    "updated_at": "source_updated_at",
}  # fmt: skip
#: What a list of deals says of each, and a list of the stages that they have been in does not.
_OF_A_DEAL = frozenset({
    "deal_name", "deal_value", "amount", "total", "engaged_at", "created_at", "closed_at", "expected_close",
    "probability",
})  # fmt: skip
_FIGURES = frozenset({"industry", "industry_code", "headcount", "turnover", "balance_total"})
_ONE_PERSON = frozenset({"first_name", "last_name", "birth_date", "gender", "order_id", "deal_id"})
_SAID = ("customer_id", "email", "phone")


@dataclass(frozen=True)
class Kind:
    """One kind of file. fits: whether the concepts found make one. outputs: what it gives. keeps_custom: whether its
    other columns are about the person. spoilt_by: concepts whose headers may stand over no other values."""

    name: str
    fits: Callable[[frozenset[str]], bool]
    outputs: Callable[[Concepts], list[OutputMapping]]
    keeps_custom: bool = False
    spoilt_by: frozenset[str] = frozenset()


def _columns(concepts: Concepts, fields: Mapping[str, str]) -> tuple[Assignment, ...]:
    """Assignments of the concepts found; the first of several columns counts, but phones fill each other's gaps."""
    found: list[Assignment] = []
    taken: set[str] = set()
    for concept, to in fields.items():
        headers = concepts.get(concept, [])
        if headers and to not in taken:
            found.extend(Assignment(h, to) for h in (headers if concept == "phone" else headers[:1]))
            taken.add(to)
    return tuple(found)


def of_people(concepts: Concepts, origin: Origin) -> tuple[Assignment, ...]:
    """What columns say of a person, in a list of people or beside their orders."""
    return _columns(concepts, _CUSTOMER if origin == "customers" else _BESIDE_ORDERS)


#: A cell under a refusal's header that does not refuse; whatever else is there, a day or a reason too, does.
_NO_REFUSAL = (*(word for word, code in lexicon("yes_no").items() if code == "no"), *NOTHING)
_LIST_STATES = ("unsubscribed", "bounced")
REFUSALS = {"refusal": ("email", "sms"), "refusal_email": ("email",), "refusal_sms": ("sms",)}


def refusals(concepts: Concepts) -> list[OutputMapping]:
    """Those who have said no. Who has not said it has not said yes either."""
    return [
        OutputMapping(
            "consents",
            _columns(concepts, _PERSON),
            {"purpose": "marketing", "channel": channel, "state": "refused"},
            where=(Condition(header, "not_empty"), Condition(header, "is_not", _NO_REFUSAL)),
            evidence=(header,),
        )
        for concept, channels in REFUSALS.items()
        for header in concepts.get(concept, [])
        for channel in channels
    ]


def _no_longer_sent_to(concepts: Concepts) -> list[OutputMapping]:
    """Those who by a list's status have left it, or cannot be reached. What the others said is not known."""
    found = []
    for header in concepts.get("status", [])[:1] if "email" in concepts else []:
        words = {state: tuple(w for w, of in lexicon("list_state").items() if of == state) for state in _LIST_STATES}
        left, gone = (Condition(header, "is", words[state]) for state in _LIST_STATES)
        said = {"purpose": "marketing", "channel": "email", "state": "refused"}
        found.append(OutputMapping("consents", _columns(concepts, _PERSON), said, where=(left,), evidence=(header,)))
        address = (Assignment(concepts["email"][0], "address"),)
        bounced: dict[str, object] = {"channel": "email", "reason": "bounced"}
        found.append(OutputMapping("suppressions", address, bounced, where=(gone,)))
    return found


def _customers(concepts: Concepts) -> list[OutputMapping]:
    outputs = [OutputMapping("customers", _columns(concepts, _CUSTOMER)), *refusals(concepts)]
    if not concepts.keys() & {"consent_email", "order_id", "event_name"}:
        outputs += _no_longer_sent_to(concepts)
    for concept, channel in (("consent_email", "email"), ("consent_sms", "sms")):
        for header in concepts.get(concept, [])[:1]:
            fields = {**_PERSON, concept: "state", "consent_ts": "ts", "consent_method": "method",
                      "double_opt_in": "double_opt_in"}  # fmt: skip
            outputs.append(
                OutputMapping(
                    "consents",
                    _columns(concepts, fields),
                    {"purpose": "marketing", "channel": channel},
                    where=(Condition(header, "not_empty"),),
                    evidence=(header,),
                )
            )
    return outputs


def _people(concepts: Concepts) -> list[OutputMapping]:
    """Customers; where the list names their companies by an id, the companies and who works where too."""
    outputs = _customers(concepts)
    if concepts.keys() & {"account_id", "business_id"}:
        company = {c: to for c, to in _ACCOUNT.items() if c in _REFERENCE or c in _FIGURES}
        contact = {**_PERSON, **_REFERENCE, "title": "title"}
        outputs.append(OutputMapping("accounts", _columns(concepts, company)))
        outputs.append(OutputMapping("contacts", _columns(concepts, contact)))
    return outputs


def _companies(concepts: Concepts) -> list[OutputMapping]:
    return [OutputMapping("accounts", _columns(concepts, _ACCOUNT))]


def _deals(concepts: Concepts) -> list[OutputMapping]:
    return [OutputMapping("deals", _columns(concepts, _DEAL))]


def _deal_stages(concepts: Concepts) -> list[OutputMapping]:
    fields = {"deal_id": "deal_id", "stage": "stage", "order_date": "ts"}
    return [OutputMapping("deal_stages", _columns(concepts, fields))]


def _people_of_orders(concepts: Concepts, first_of: str | None = None) -> list[OutputMapping]:
    """What an order file says of people: only where it says more than an id."""
    told = {**_BESIDE_ORDERS, "order_date": "source_updated_at"}
    named = any(c in concepts for c in _SAID)
    if not named or not any(c in concepts for c in told if c not in ("customer_id", "order_date")):
        return []
    return [OutputMapping("customers", _columns(concepts, told), origin="orders", first_of=first_of)]


def _orders(concepts: Concepts) -> list[OutputMapping]:
    fields = dict(_ORDER)
    if "total" not in concepts:
        fields["amount"] = "amount"
    return [*_people_of_orders(concepts), OutputMapping("orders", _columns(concepts, fields), origin="orders")]


def _purchases(concepts: Concepts) -> list[OutputMapping]:
    """Orders that have no number: who, when and how much tells them apart, and which of those that are alike."""
    bought = _orders({concept: headers for concept, headers in concepts.items() if concept != "order_id"})
    numbered = {
        "_bought": Derivation("digest", ("person_id", "person_email", "person_phone", "ts", "total", "amount")),
        "_which": Derivation("numbered", ("_bought",)),
        "order_id": Derivation("joined", ("_bought", "_which")),
    }
    return [replace(one, derived=numbered) if one.target == "orders" else one for one in bought]


def _known_lines(concepts: Concepts) -> list[OutputMapping]:
    """What orders known from another file were made of."""
    fields = {**_LINE, "amount": "amount"}
    return [OutputMapping("order_lines", _columns(concepts, fields), origin="orders")]


def _lines(concepts: Concepts) -> list[OutputMapping]:
    """Lines, and the orders that they add up to, or whose total each of their lines tells."""
    header = concepts["order_id"][0]
    if "total" in concepts:
        order = OutputMapping("orders", _columns(concepts, _ORDER), origin="orders", first_of=header)
        fields = {**_LINE, "amount": "amount"}
        lines = OutputMapping("order_lines", _columns(concepts, fields), origin="orders")
        return [*_people_of_orders(concepts, header), order, lines]
    own = {**_LINE, "amount": "amount"} if "amount" in concepts else dict(_LINE)
    times = {} if "amount" in concepts else {"amount": Derivation("times", ("quantity", "unit_price"))}
    heads = {**_PERSON, "order_id": "order_id", "order_date": "ts", "status": "status", "currency": "currency",
             "order_channel": "channel"}  # fmt: skip
    sums = {"quantity": "items", "amount": "amount"} if "amount" in concepts else {"quantity": "items"}
    price = {} if "amount" in concepts else {"unit_price": "_price", "price": "_price"}
    total = {} if "amount" in concepts else {"amount": Derivation("times", ("items", "_price"))}
    return [
        *_people_of_orders(concepts, header),
        OutputMapping(
            "orders", _columns(concepts, {**heads, **sums, **price}), derived=total, origin="orders", group_by=header
        ),
        OutputMapping("order_lines", _columns(concepts, own), derived=times, origin="orders"),
    ]


def _attendance(concepts: Concepts) -> list[OutputMapping]:
    fields = {**_PERSON, "order_date": "ts", "event_name": "event_name", "topic": "topic",
              "attendance_state": "state", "status": "state"}  # fmt: skip
    return [*_customers(concepts), OutputMapping("events:attendance", _columns(concepts, fields))]


def _views(concepts: Concepts) -> list[OutputMapping]:
    fields = {**_PERSON, "order_date": "ts", "page": "page", "url": "url", "category": "category",
              "device": "device", "referrer": "referrer", "session_id": "session_id",
              "visitor_id": "visitor_id", "cookie_consent": "cookie_consent"}  # fmt: skip
    return [OutputMapping("events:page_view", _columns(concepts, fields))]


_ACTIONS = {
    "email_sent": ("sent", "send", "delivered", "lähetetty", "lähetys", "skickat"),
    "email_open": ("open", "opened", "opens", "avattu", "avaus", "öppnat", "öppnad"),
    "email_click": ("click", "clicked", "clicks", "klikattu", "klikkaus", "klickat", "klick"),
    "email_bounce": ("bounce", "bounced", "hard bounce", "palautunut", "studsat"),
}


def _messages(concepts: Concepts) -> list[OutputMapping]:
    fields = {**_PERSON, "order_date": "ts", "campaign": "campaign", "campaign_id": "campaign"}
    outputs = []
    for slug, words in _ACTIONS.items():
        more = {"url": "url"} if slug == "email_click" else {}
        outputs.append(
            OutputMapping(
                f"events:{slug}",
                _columns(concepts, {**fields, **more}),
                where=(Condition(concepts["action"][0], "is", words),),
            )
        )
    return outputs


def _products(concepts: Concepts) -> list[OutputMapping]:
    return [OutputMapping("products", _columns(concepts, _PRODUCT))]


def _areas(concepts: Concepts) -> list[OutputMapping]:
    return [OutputMapping("areas", _columns(concepts, _AREA))]


def _somebody(found: frozenset[str]) -> bool:
    return any(c in found for c in _SAID)


def _sold(found: frozenset[str]) -> bool:
    """Whether each row says that something was sold on a day, so that the file is no list of people or of goods."""
    return "order_date" in found and bool(found & {"order_id", "total", "amount", "quantity", "items"})


def is_sale(found: Collection[str]) -> bool:
    """Whether each row is so many pieces of something sold at a price on a day: a line of a receipt or an order."""
    return {"order_date", "quantity"} <= set(found) and bool({"unit_price", "price"} & set(found))


#: What only a row about a person has; a bare ID beside any of these is the person's.
ABOUT_A_PERSON = frozenset({
    "email", "phone", "first_name", "last_name", "full_name", "birth_date", "birth_year", "age", "gender",
    "relationship", "education", "children", "occupation", "employment", "income", "income_band",
})  # fmt: skip

#: With any of these a row that says who, when and how much is no purchase of which nothing but the number is missing.
_NO_PURCHASE = frozenset({
    "order_id", "deal_id", "stage", "product_id", "product", "quantity", "unit_price", "campaign", "campaign_id",
    "action", "event_name", "page", "url", "session_id", "created_at", "other_party",
})  # fmt: skip

#: What only an area has.
_OF_AREAS = {"inhabitants", "median_income", "east"}


def _of_companies(found: frozenset[str]) -> bool:
    """Companies are told by a business ID, or by figures beside a name that is nobody's employer."""
    about_people = bool(found & _ONE_PERSON) or {"email", "full_name", "company"} <= found
    return (
        not about_people
        and not _sold(found)
        and ("business_id" in found or ("company" in found and bool(found & _FIGURES)))
    )


#: Kinds in the order in which they are tried: the most telling first.
KINDS = (
    Kind("areas", lambda f: bool(f & {"area", "postcode"}) and bool(f & _OF_AREAS), _areas),
    Kind("messages", lambda f: {"action", "order_date"} <= f and bool(f & {"campaign", "campaign_id"}) and
         _somebody(f), _messages),
    Kind("attendance", lambda f: {"event_name", "order_date"} <= f and _somebody(f), _attendance, keeps_custom=True),
    Kind("page views", lambda f: bool(f & {"page", "url"}) and {"order_date"} <= f and
         (_somebody(f) or bool(f & {"session_id", "visitor_id"})) and not f & {"action", "form"}, _views),
    Kind("deal stages", lambda f: {"deal_id", "stage", "order_date"} <= f and not f & _OF_A_DEAL, _deal_stages),
    Kind("deals", lambda f: {"deal_id", "stage"} <= f, _deals),
    Kind("order lines", lambda f: {"order_id", "order_date"} <= f and
         (bool(f & {"product_id", "product"}) and bool(f & {"quantity", "unit_price", "line_no", "amount"})), _lines),
    Kind("orders", lambda f: {"order_id", "order_date"} <= f and bool(f & {"total", "amount"}), _orders),
    Kind("lines of known orders", lambda f: "order_id" in f and bool(f & {"product_id", "product"}) and
         bool(f & {"quantity", "unit_price"}) and not f & {"order_date", "deal_id", "customer_id"},
         _known_lines),
    Kind("purchases", lambda f: "order_date" in f and bool(f & {"total", "amount"}) and _somebody(f) and
         not f & _NO_PURCHASE, _purchases),
    Kind("products", lambda f: "product_id" in f and not f & {"order_id", "deal_id"} and not _somebody(f) and
         not _sold(f) and bool(f & {"product", "price", "cost"}), _products),
    Kind("companies", _of_companies, _companies, spoilt_by=_FIGURES | {"founded"}),
    Kind("customers", lambda f: _somebody(f) and "other_party" not in f and not _sold(f), _people, keeps_custom=True),
)  # fmt: skip
