"""The peer in Flask on SQLAlchemy's ORM: `gunicorn flask_sqlalchemy_app:app`."""

from flask import Flask, Response, jsonify, request
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

import tech
from sqlalchemy_models import Fortune, World

# Four threads in each worker, one connection for each.
engine = create_engine(tech.URL.replace("postgresql://", "postgresql+psycopg://", 1), pool_size=4, max_overflow=4)
app = Flask(__name__)
app.json.compact = True


@app.get("/hello/<name>")
def hello(name):
    return Response(f"Hello, {name}", mimetype="text/plain")


@app.get("/db")
def one():
    with Session(engine) as session:
        return jsonify(session.get(World, tech.number()).as_dict())


@app.get("/queries/")
def several():
    with Session(engine) as session:
        amount = tech.count(request.args.get("queries"))
        return jsonify([session.get(World, tech.number()).as_dict() for _ in range(amount)])


@app.get("/updates/")
def updates():
    ids = sorted(tech.numbers(tech.count(request.args.get("queries"))))
    with Session(engine, expire_on_commit=False) as session:
        worlds = [session.get(World, id) for id in ids]
        for world in worlds:
            world.randomnumber = tech.number()
        session.commit()
        return jsonify([world.as_dict() for world in worlds])


@app.get("/fortunes")
def fortunes():
    with Session(engine) as session:
        return tech.page((row.id, row.message) for row in session.scalars(select(Fortune)))
