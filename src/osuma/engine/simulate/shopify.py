"""The web shop's exports: orders (one row a line, order cells on the first), customers, products."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from osuma.engine.simulate.goods import GOODS, NEUTRAL, slug
from osuma.engine.simulate.population import SHOP, Person
from osuma.engine.simulate.presence import Card, Presence
from osuma.engine.simulate.purchases import Order
from osuma.engine.simulate.rows import Cell, Sheet, fill, money, offset_time

_ADDRESS = ("Name", "Street", "Address1", "Address2", "Company", "City", "Zip", "Province", "Country", "Phone")
ORDERS = (
    "Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Fulfilled at", "Accepts Marketing",
    "Currency", "Subtotal", "Shipping", "Taxes", "Total", "Discount Code", "Discount Amount", "Shipping Method",
    "Created at", "Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem compare at price", "Lineitem sku",
    "Lineitem requires shipping", "Lineitem taxable", "Lineitem fulfillment status",
    *(f"Billing {part}" for part in _ADDRESS), *(f"Shipping {part}" for part in _ADDRESS),
    "Notes", "Note Attributes", "Cancelled at", "Payment Method", "Payment Reference", "Refunded Amount", "Vendor",
    "Outstanding Balance", "Employee", "Location", "Device ID", "Id", "Tags", "Risk Level", "Source",
    "Lineitem discount", *(f"Tax {i} {part}" for i in range(1, 6) for part in ("Name", "Value")),
    "Phone", "Receipt Number", "Duties", "Billing Province Name", "Shipping Province Name", "Payment ID",
    "Payment Terms Name", "Next Payment Due At", "Payment References",
)  # fmt: skip
CUSTOMERS = (
    "Customer ID", "First Name", "Last Name", "Email", "Accepts Email Marketing", "Default Address Company",
    "Default Address Address1", "Default Address Address2", "Default Address City", "Default Address Province Code",
    "Default Address Country Code", "Default Address Zip", "Default Address Phone", "Phone", "Accepts SMS Marketing",
    "Total Spent", "Total Orders", "Note", "Tax Exempt", "Tags",
)  # fmt: skip
PRODUCTS = (
    "Handle", "Title", "Vendor", "Product Category", "Type", "Tags", "Published", "Option1 Name", "Option1 Value",
    "Variant SKU", "Variant Price", "Variant Requires Shipping", "Variant Taxable", "Gift Card", "Cost per item",
    "Status",
)  # fmt: skip

#: The product's word for what became of an order.
FINANCIAL = {
    "completed": "paid", "part_refunded": "partially_refunded", "refunded": "refunded", "cancelled": "voided",
    "cancelled_refunded": "refunded", "pending": "pending", "test": "paid",
}  # fmt: skip
TEST_PAYMENT = "(for testing) Bogus Gateway"
_PAYMENTS = ("Shopify Payments", "Paytrail", "MobilePay", "Klarna")


def orders_sheet(everyone: list[Person], places: list[Presence], orders: list[Order]) -> Sheet:
    """Newest order first, as the product writes them."""
    rows: list[tuple[Cell, ...]] = []
    for order in reversed(orders):
        buyer = everyone[order.person] if order.person is not None else None
        presence = places[order.person] if order.person is not None else None
        rows += _order_rows(order, buyer, presence)
    return Sheet(ORDERS, tuple(rows))


def _order_rows(order: Order, buyer: Person | None, presence: Presence | None) -> Iterable[tuple[Cell, ...]]:
    written = presence.shop if presence else None
    email = written.email if written else None
    for i, line in enumerate(order.lines):
        values: dict[str, Cell] = {
            "Name": f"#{order.number}",
            "Email": email,
            "Created at": offset_time(order.moment),
            "Lineitem quantity": str(line.quantity),
            "Lineitem name": line.product.name,
            "Lineitem price": money(line.product.price),
            "Lineitem sku": line.product.sku,
            "Lineitem requires shipping": "true",
            "Lineitem taxable": "true",
            "Lineitem fulfillment status": "pending" if order.status in ("pending", "cancelled") else "fulfilled",
            "Lineitem discount": "0.00",
            "Vendor": line.product.brand,
        }
        if i == 0:
            values |= _head(order, presence)
            values |= _contact(order, buyer, written)
        yield fill(ORDERS, values)


def _head(order: Order, presence: Presence | None) -> dict[str, Cell]:
    at = offset_time(order.moment)
    paid = order.status not in ("pending", "cancelled")
    cancelled = order.status in ("cancelled", "cancelled_refunded")
    test = order.status == "test"
    return {
        "Financial Status": FINANCIAL[order.status],
        "Paid at": at if paid else None,
        "Fulfillment Status": "fulfilled" if paid and not cancelled else "unfulfilled",
        "Fulfilled at": at if paid and not cancelled else None,
        "Accepts Marketing": "yes" if presence and presence.shop_yes else "no",
        "Currency": "EUR",
        "Subtotal": money(order.subtotal),
        "Shipping": money(order.shipping),
        "Taxes": money(order.tax),
        "Total": money(order.total),
        "Discount Code": order.code or None,
        "Discount Amount": money(order.discount),
        "Shipping Method": ("Kotiinkuljetus" if order.shipping else "Nouto myymälästä") if order.web else None,
        "Cancelled at": at if cancelled else None,
        "Payment Method": TEST_PAYMENT if test else _PAYMENTS[order.number % 4] if order.web else "Maksupääte",
        "Payment Reference": f"sim{order.number:07d}.1",
        "Refunded Amount": money(order.refunded),
        "Outstanding Balance": money(Decimal(0) if paid or cancelled else order.total),
        "Location": None if order.web else f"{SHOP} Tampere",
        "Id": str(5_200_000_000_000 + order.number),
        "Tags": "testi" if test else None,
        "Risk Level": "Low",
        "Source": "web" if order.web else "pos",
        "Tax 1 Name": "FI ALV 25.5%" if order.moment.isoformat() >= "2024-09-01" else "FI ALV 24%",
        "Tax 1 Value": money(order.tax),
    }


def _contact(order: Order, buyer: Person | None, written: Card | None) -> dict[str, Cell]:
    if buyer is None or written is None:
        return {}
    phone = f"'{written.phone}" if written.phone else None
    address: dict[str, Cell] = {
        "Name": f"{written.first_name} {written.last_name}",
        "Street": _street(buyer),
        "Address1": _street(buyer),
        "City": buyer.place.city,
        "Zip": f"'{buyer.place.postcode}",
        "Country": "FI",
        "Phone": phone,
    }
    cells: dict[str, Cell] = {f"Billing {part}": cell for part, cell in address.items()}
    if order.web:
        cells |= {f"Shipping {part}": cell for part, cell in address.items()}
    return cells | ({"Phone": phone} if not written.email else {})


def _street(person: Person) -> str:
    return person.street or f"Esimerkkikatu {person.number % 90 + 1}"


def shop_id(person: int) -> str:
    """The shop's own id of a customer."""
    return str(7_100_000_000_000 + person * 37)


def customers_sheet(
    everyone: list[Person], places: list[Presence], orders: list[Order]
) -> tuple[Sheet, tuple[int, ...]]:
    """The customer list, and whose each row is."""
    spent: dict[int, Decimal] = {}
    count: dict[int, int] = {}
    for order in orders:
        if order.person is not None and order.status not in ("cancelled", "pending"):
            spent[order.person] = spent.get(order.person, Decimal(0)) + order.total - order.refunded
            count[order.person] = count.get(order.person, 0) + 1
    listed = [(everyone[p.person], p.shop, p.shop_yes) for p in places if p.listed and p.shop]
    rows = [
        _customer_row(person, written, yes, spent.get(person.number, Decimal(0)), count.get(person.number, 0))
        for person, written, yes in listed
    ]
    return Sheet(CUSTOMERS, tuple(rows)), tuple(person.number for person, _, _ in listed)


def _customer_row(person: Person, written: Card, yes: bool, spent: Decimal, count: int) -> tuple[Cell, ...]:
    phone = f"'{written.phone}" if written.phone else None
    return fill(
        CUSTOMERS,
        {
            "Customer ID": f"'{shop_id(person.number)}",
            "First Name": written.first_name,
            "Last Name": written.last_name,
            "Email": written.email,
            "Accepts Email Marketing": "yes" if yes else "no",
            "Default Address Company": "Kuntokauppa Varis Oy" if person.role == "reseller" else None,
            "Default Address Address1": _street(person),
            "Default Address City": person.place.city,
            "Default Address Country Code": "FI",
            "Default Address Zip": f"'{person.place.postcode}",
            "Default Address Phone": phone,
            "Phone": phone,
            "Accepts SMS Marketing": "no",
            "Total Spent": money(spent),
            "Total Orders": str(count),
            "Tax Exempt": "no",
            "Tags": "jälleenmyyjä" if person.role == "reseller" else None,
        },
    )


def products_sheet() -> Sheet:
    """Everything that the shop sells; `Type` is the product group."""
    return Sheet(
        PRODUCTS,
        tuple(
            fill(
                PRODUCTS,
                {
                    "Handle": slug(product.name),
                    "Title": product.name,
                    "Vendor": product.brand,
                    "Type": product.category,
                    "Tags": None if product.category == NEUTRAL else product.category,
                    "Published": "true",
                    "Option1 Name": "Title",
                    "Option1 Value": "Default Title",
                    "Variant SKU": product.sku,
                    "Variant Price": money(product.price),
                    "Variant Requires Shipping": "true",
                    "Variant Taxable": "true",
                    "Gift Card": "false",
                    "Cost per item": money(product.cost),
                    "Status": "active",
                },
            )
            for product in GOODS
        ),
    )
