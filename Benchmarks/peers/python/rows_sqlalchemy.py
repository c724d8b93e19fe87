"""Reads and writes 100,000 rows of SQLite by SQLAlchemy's ORM: `python rows_sqlalchemy.py FOLDER ROUNDS`."""

import datetime
import json
import sys
import time

from sqlalchemy import create_engine, delete, insert, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from rows import ROWS, values

folder, rounds = sys.argv[1], int(sys.argv[2])


class Base(DeclarativeBase):
    pass


class Measurement(Base):
    __tablename__ = "measurement"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    value: Mapped[float]
    taken: Mapped[datetime.date]
    active: Mapped[bool]
    amount: Mapped[int]


engine = create_engine(f"sqlite:///{folder}/rows_sqlalchemy.sqlite")
Base.metadata.create_all(engine)
data = [values(number) for number in range(1, ROWS + 1)]
figures = {"bulk insert": [], "read": []}
for _ in range(rounds):
    with Session(engine) as session:
        session.execute(delete(Measurement))
        session.commit()
        start = time.perf_counter()
        session.execute(insert(Measurement), data)
        session.commit()
        figures["bulk insert"].append(time.perf_counter() - start)
    with Session(engine) as session:
        start = time.perf_counter()
        found = session.scalars(select(Measurement)).all()
        figures["read"].append(time.perf_counter() - start)
        assert len(found) == ROWS
print(json.dumps(figures))
