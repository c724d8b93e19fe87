"""The peer in Django's ORM: `gunicorn django_database_app:application`."""

from urllib.parse import unquote, urlsplit

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import models
from django.http import HttpResponse, JsonResponse
from django.urls import path

import tech

place = urlsplit(tech.URL)
settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"], DEBUG=False, MIDDLEWARE=[], ROOT_URLCONF=__name__, SECRET_KEY="of-no-use-here",
    USE_TZ=True, INSTALLED_APPS=[],
    DATABASES={"default": {
        "ENGINE": "django.db.backends.postgresql", "NAME": place.path[1:], "USER": unquote(place.username or ""),
        "PASSWORD": unquote(place.password or ""), "HOST": place.hostname, "PORT": place.port,
        "CONN_MAX_AGE": None}})
django.setup()


class World(models.Model):
    id = models.IntegerField(primary_key=True)
    randomnumber = models.IntegerField()

    class Meta:
        app_label = "peer"
        db_table = "world"

    def as_dict(self):
        return {"id": self.id, "randomNumber": self.randomnumber}


class Fortune(models.Model):
    id = models.IntegerField(primary_key=True)
    message = models.CharField(max_length=2048)

    class Meta:
        app_label = "peer"
        db_table = "fortune"


def answer(content):
    return JsonResponse(content, safe=False, json_dumps_params={"separators": (",", ":")})


def hello(request, name):
    return HttpResponse(f"Hello, {name}", content_type="text/plain; charset=utf-8")


def one(request):
    return answer(World.objects.get(id=tech.number()).as_dict())


def several(request):
    amount = tech.count(request.GET.get("queries"))
    return answer([World.objects.get(id=tech.number()).as_dict() for _ in range(amount)])


def updates(request):
    ids = sorted(tech.numbers(tech.count(request.GET.get("queries"))))
    worlds = [World.objects.get(id=id) for id in ids]
    for world in worlds:
        world.randomnumber = tech.number()
    World.objects.bulk_update(worlds, ["randomnumber"])
    return answer([world.as_dict() for world in worlds])


def fortunes(request):
    return HttpResponse(tech.page((row.id, row.message) for row in Fortune.objects.all()))


urlpatterns = [
    path("hello/<str:name>", hello), path("db", one), path("queries/", several), path("updates/", updates),
    path("fortunes", fortunes)]
application = get_wsgi_application()
