"""The rows that the programs without a server read and write."""

import datetime

ROWS = 100_000
EPOCH = datetime.date(1970, 1, 1)


def values(number):
    return {
        "id": number, "name": f"measurement number {number}", "value": number / 8,
        "taken": EPOCH + datetime.timedelta(days=10_000 + number % 10_000), "active": number % 3 == 0,
        "amount": number * 7 % 1_000}
