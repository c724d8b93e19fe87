"""Reads and validates 10,000 items from JSON by pydantic: `python validation_pydantic.py FILE ROUNDS`."""

import datetime
import enum
import json
import sys
import time
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

path, rounds = sys.argv[1], int(sys.argv[2])


class Genre(enum.Enum):
    rock = "rock"
    jazz = "jazz"
    folk = "folk"
    blues = "blues"


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Place(Strict):
    street: Annotated[str, Field(min_length=1, max_length=80)]
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


class Item(Strict):
    id: Annotated[int, Field(ge=1)]
    title: Annotated[str, Field(min_length=1, max_length=200)]
    seconds: Annotated[int, Field(ge=1, le=86_400)]
    price: Annotated[float, Field(ge=0, lt=1000)]
    genre: Genre
    tags: Annotated[list[str], Field(max_length=10)]
    released: datetime.datetime
    live: bool
    comment: str | None = None
    place: Place


class Catalogue(Strict):
    items: Annotated[list[Item], Field(min_length=1, max_length=100_000)]


with open(path, "rb") as file:
    data = file.read()
figures = []
for _ in range(rounds):
    start = time.perf_counter()
    catalogue = Catalogue.model_validate_json(data)
    figures.append(time.perf_counter() - start)
    assert len(catalogue.items) == 10_000
print(json.dumps({"validation": figures}))
