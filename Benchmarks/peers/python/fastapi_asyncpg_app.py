"""The peer in FastAPI on asyncpg: `uvicorn fastapi_asyncpg_app:app`."""

from contextlib import asynccontextmanager

import asyncpg
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, PlainTextResponse

import tech

SELECT = "SELECT id, randomnumber FROM world WHERE id = $1"


@asynccontextmanager
async def lifespan(app):
    size = max(1, tech.CONNECTIONS // tech.CORES)
    async with asyncpg.create_pool(tech.URL, min_size=size, max_size=size) as pool:
        app.state.pool = pool
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/hello/{name}", response_class=PlainTextResponse)
async def hello(name: str):
    return f"Hello, {name}"


async def world(connection, id):
    row = await connection.fetchrow(SELECT, id)
    return {"id": row["id"], "randomNumber": row["randomnumber"]}


@app.get("/db")
async def one():
    async with app.state.pool.acquire() as connection:
        return await world(connection, tech.number())


@app.get("/queries/")
async def several(queries: str | None = None):
    async with app.state.pool.acquire() as connection:
        return [await world(connection, tech.number()) for _ in range(tech.count(queries))]


@app.get("/updates/")
async def updates(queries: str | None = None):
    ids = tech.numbers(tech.count(queries))
    async with app.state.pool.acquire() as connection:
        worlds = [await world(connection, id) for id in sorted(ids)]
        for changed in worlds:
            changed["randomNumber"] = tech.number()
        await connection.executemany(
            "UPDATE world SET randomnumber = $1 WHERE id = $2", [(w["randomNumber"], w["id"]) for w in worlds])
    return worlds


@app.get("/fortunes", response_class=HTMLResponse)
async def fortunes():
    async with app.state.pool.acquire() as connection:
        rows = await connection.fetch("SELECT id, message FROM fortune")
    return tech.page((row["id"], row["message"]) for row in rows)
