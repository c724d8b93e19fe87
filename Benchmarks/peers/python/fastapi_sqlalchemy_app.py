"""The peer in FastAPI on SQLAlchemy's ORM: `uvicorn fastapi_sqlalchemy_app:app`."""

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, PlainTextResponse
from sqlalchemy import select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

import tech
from sqlalchemy_models import Fortune, World

size = max(1, tech.CONNECTIONS // tech.CORES)
engine = create_async_engine(
    tech.URL.replace("postgresql://", "postgresql+asyncpg://", 1), pool_size=size, max_overflow=0)
Session = async_sessionmaker(engine, expire_on_commit=False)
app = FastAPI()


@app.get("/hello/{name}", response_class=PlainTextResponse)
async def hello(name: str):
    return f"Hello, {name}"


@app.get("/db")
async def one():
    async with Session() as session:
        return (await session.get(World, tech.number())).as_dict()


@app.get("/queries/")
async def several(queries: str | None = None):
    async with Session() as session:
        return [(await session.get(World, tech.number())).as_dict() for _ in range(tech.count(queries))]


@app.get("/updates/")
async def updates(queries: str | None = None):
    ids = sorted(tech.numbers(tech.count(queries)))
    async with Session() as session:
        worlds = [await session.get(World, id) for id in ids]
        for world in worlds:
            world.randomnumber = tech.number()
        await session.commit()
        return [world.as_dict() for world in worlds]


@app.get("/fortunes", response_class=HTMLResponse)
async def fortunes():
    async with Session() as session:
        rows = (await session.scalars(select(Fortune))).all()
    return tech.page((row.id, row.message) for row in rows)
