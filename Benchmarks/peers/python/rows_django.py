"""Reads and writes 100,000 rows of SQLite by Django's ORM: `python rows_django.py FOLDER ROUNDS`."""

import json
import sys
import time

import django
from django.conf import settings
from django.db import connection, models

from rows import ROWS, values

folder, rounds = sys.argv[1], int(sys.argv[2])
settings.configure(INSTALLED_APPS=[], DEBUG=False, DATABASES={
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{folder}/rows_django.sqlite"}})
django.setup()


class Measurement(models.Model):
    id = models.IntegerField(primary_key=True)
    name = models.TextField()
    value = models.FloatField()
    taken = models.DateField()
    active = models.BooleanField()
    amount = models.IntegerField()

    class Meta:
        app_label = "peer"
        db_table = "measurement"


with connection.schema_editor() as editor:
    editor.create_model(Measurement)
data = [Measurement(**values(number)) for number in range(1, ROWS + 1)]
figures = {"bulk insert": [], "read": []}
for _ in range(rounds):
    Measurement.objects.all().delete()
    start = time.perf_counter()
    Measurement.objects.bulk_create(data)
    figures["bulk insert"].append(time.perf_counter() - start)
    start = time.perf_counter()
    found = list(Measurement.objects.all())
    figures["read"].append(time.perf_counter() - start)
    assert len(found) == ROWS
print(json.dumps(figures))
