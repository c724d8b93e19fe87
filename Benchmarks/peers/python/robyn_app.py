"""The peer in Robyn: `python robyn_app.py --processes N --workers 1`."""

import os

from robyn import Request, Robyn

app = Robyn(__file__)


@app.get("/plaintext")
async def plaintext():
    return "Hello, World!"


@app.get("/json")
async def json():
    return {"message": "Hello, World!"}


@app.get("/hello/:name")
async def hello(request: Request):
    return f"Hello, {request.path_params['name']}"


if __name__ == "__main__":
    app.start(host="127.0.0.1", port=int(os.environ["PORT"]))
