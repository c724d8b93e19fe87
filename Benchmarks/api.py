"""What the suite `api` sends and wants back: an order that has to keep twenty rules, and a page of tracks."""

import copy
import json

ORDERS, LIST = "validated order", "resource list"
PAGE_ROWS = 50
PATHS = {ORDERS: "/orders", LIST: f"/tracks?include=album&per_page={PAGE_ROWS}"}
UNCHECKED = "/orders/unchecked"

ORDER = {
    "reference": "MU-204816", "currency": "EUR", "priority": 2, "points": 35, "discount": 0.125,
    "tags": ["vinyl", "gift", "second press"],
    "note": "Please ring twice; the bell of the Müllers is the one on the left, and the parcel is not to be bent. " * 2,
    "customer": {
        "id": 48_213, "name": "Henriette Müller", "email": "henriette.mueller@example.com",
        "phone": "+49 30 5550 1234"},
    "address": {"street": "Straße der Musik 17, rear building", "city": "Berlin", "postcode": "10557", "country": "DE"},
    "lines": [
        {"track": 1_000 + 7 * number, "title": f"The track that is number {number} of the second side, remastered",
         "quantity": number % 3 + 1, "price": number + 0.99}
        for number in range(1, 14)],
}
RECEIPT = {
    "reference": ORDER["reference"], "lines": len(ORDER["lines"]),
    "quantity": sum(line["quantity"] for line in ORDER["lines"])}
#: For each rule where it is and a value that breaks it.
VIOLATIONS = [
    (("reference",), "MU-20481x"), (("currency",), "DEM"), (("priority",), 6), (("points",), 36), (("discount",), 1.0),
    (("tags",), ["t"] * 11), (("note",), "n" * 501),
    (("customer", "id"), 0), (("customer", "name"), ""), (("customer", "email"), "a@b"), (("customer", "phone"), "+49"),
    (("address", "street"), ""), (("address", "city"), ""), (("address", "postcode"), "1"),
    (("address", "country"), "de"), (("lines",), []), (("lines", -1, "track"), 0), (("lines", -1, "title"), "t" * 201),
    (("lines", -1, "quantity"), 1_001), (("lines", -1, "price"), 10_000.0),
]
TRACKS = 1_000
MEMBERS = {"id", "title", "composer", "seconds", "price", "live", "album_id", "album"}


def encoded(value):
    """Compact, as browsers send it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def broken(place, value):
    """The order with another value in one place."""
    order = copy.deepcopy(ORDER)
    *parents, last = place
    parent = order
    for step in parents:
        parent = parent[step]
    parent[last] = value
    return order


def page(answer):
    """The rows of a page and how many there are in all, from the answer of either framework."""
    return answer.get("items", answer.get("results")), answer.get("total", answer.get("count"))


def is_page(answer):
    """the first tracks, each with its album"""
    rows, total = page(answer) if isinstance(answer, dict) else (None, None)
    return (isinstance(rows, list) and total == TRACKS and [row["id"] for row in rows] == list(range(1, PAGE_ROWS + 1))
            and all(row.keys() == MEMBERS and row["album"]["id"] == row["album_id"] for row in rows))


def mistakes(running):
    """The servers that take an order which breaks a rule, or tell other rows than the first, with what is wrong."""
    found, rows = [], None
    for process in running:
        paths = process.server.paths
        try:
            if ORDERS in paths:
                check_rules(process, paths[ORDERS])
            if LIST in paths:
                own = page_of(process, paths[LIST])
                rows = rows or own
                if own != rows:
                    raise ValueError(f"{paths[LIST]} has other rows than that of the servers before")
        except (OSError, ValueError) as error:
            found.append((process, error))
    return found


def check_rules(process, path):
    """Sends orders that break one rule each; where nothing is checked they are right."""
    wanted = 200 if path == UNCHECKED else 422
    for place, value in VIOLATIONS:
        status, body = process.post(path, encoded(broken(place, value)))
        if status != wanted:
            name = "/".join(map(str, place))
            raise ValueError(f"an order with another {name} was answered with {status} {body[:80]!r}, not {wanted}")


def page_of(process, path):
    status, body = process.get(path)
    if status != 200:
        raise ValueError(f"{path} was answered with {status} {body[:80]!r}")
    return page(json.loads(body))
