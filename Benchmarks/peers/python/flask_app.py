"""The peer in Flask: `gunicorn flask_app:app`."""

from flask import Flask, Response, jsonify

app = Flask(__name__)
app.json.compact = True


@app.get("/plaintext")
def plaintext():
    return Response("Hello, World!", mimetype="text/plain")


@app.get("/json")
def json():
    return jsonify(message="Hello, World!")


@app.get("/hello/<name>")
def hello(name):
    return Response(f"Hello, {name}", mimetype="text/plain")
