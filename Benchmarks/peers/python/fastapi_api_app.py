"""The peer that validates JSON by pydantic: `uvicorn fastapi_api_app:app`."""

from typing import Annotated, Literal

from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, ConfigDict, Field

app = FastAPI()


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Customer(Strict):
    id: Annotated[int, Field(ge=1)]
    name: Annotated[str, Field(min_length=1, max_length=80)]
    email: Annotated[str, Field(min_length=5, max_length=254)]
    phone: Annotated[str, Field(min_length=5, max_length=20)]


class Address(Strict):
    street: Annotated[str, Field(min_length=1, max_length=120)]
    city: Annotated[str, Field(min_length=1, max_length=80)]
    postcode: Annotated[str, Field(min_length=3, max_length=12)]
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


class Line(Strict):
    track: Annotated[int, Field(ge=1)]
    title: Annotated[str, Field(min_length=1, max_length=200)]
    quantity: Annotated[int, Field(ge=1, le=1000)]
    price: Annotated[float, Field(ge=0, lt=10_000)]


class Order(Strict):
    reference: Annotated[str, Field(pattern=r"^[A-Z]{2}-[0-9]{6}$")]
    currency: Literal["EUR", "USD", "GBP"]
    priority: Annotated[int, Field(ge=1, le=5)]
    points: Annotated[int, Field(multiple_of=5)]
    discount: Annotated[float, Field(ge=0, lt=1)]
    tags: Annotated[list[str], Field(max_length=10)]
    note: Annotated[str | None, Field(max_length=500)] = None
    customer: Customer
    address: Address
    lines: Annotated[list[Line], Field(min_length=1, max_length=50)]


class Receipt(BaseModel):
    reference: str
    lines: int
    quantity: int


@app.get("/hello/{name}", response_class=PlainTextResponse)
async def hello(name: str):
    return f"Hello, {name}"


@app.post("/orders")
async def order(order: Order) -> Receipt:
    return Receipt(
        reference=order.reference, lines=len(order.lines), quantity=sum(line.quantity for line in order.lines))
