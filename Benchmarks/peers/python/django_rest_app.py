"""The peer in Django REST framework: `gunicorn django_rest_app:application`, on the tables of Martlet's server."""

from urllib.parse import unquote, urlsplit

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import models
from django.http import HttpResponse
from django.urls import path

import tech

place = urlsplit(tech.URL)
settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"], DEBUG=False, MIDDLEWARE=[], ROOT_URLCONF=__name__, SECRET_KEY="of-no-use-here",
    USE_TZ=True, INSTALLED_APPS=["rest_framework"],
    DATABASES={"default": {
        "ENGINE": "django.db.backends.postgresql", "NAME": place.path[1:], "USER": unquote(place.username or ""),
        "PASSWORD": unquote(place.password or ""), "HOST": place.hostname, "PORT": place.port,
        "CONN_MAX_AGE": None}},
    # Nothing that a public list does not need.
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": [], "DEFAULT_PERMISSION_CLASSES": [], "UNAUTHENTICATED_USER": None,
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"]})
django.setup()

from rest_framework import pagination, routers, serializers, viewsets  # noqa: E402


class Album(models.Model):
    title = models.CharField(max_length=160)
    artist = models.CharField(max_length=120)
    released = models.DateField()

    class Meta:
        app_label = "peer"
        db_table = "albums"


class Track(models.Model):
    title = models.CharField(max_length=200)
    composer = models.CharField(max_length=220, null=True)
    seconds = models.BigIntegerField()
    price = models.FloatField()
    live = models.BooleanField()
    album = models.ForeignKey(Album, models.CASCADE)

    class Meta:
        app_label = "peer"
        db_table = "tracks"


class AlbumSerializer(serializers.ModelSerializer):
    class Meta:
        model = Album
        fields = ["id", "title", "artist", "released"]


class TrackSerializer(serializers.ModelSerializer):
    album_id = serializers.IntegerField()
    album = AlbumSerializer(read_only=True)

    class Meta:
        model = Track
        fields = ["id", "title", "composer", "seconds", "price", "live", "album_id", "album"]


class Pages(pagination.PageNumberPagination):
    page_size_query_param = "per_page"
    page_size = 20
    max_page_size = 100


class Tracks(viewsets.ModelViewSet):
    queryset = Track.objects.select_related("album").order_by("id")
    serializer_class = TrackSerializer
    pagination_class = Pages


def hello(request, name):
    return HttpResponse(f"Hello, {name}", content_type="text/plain; charset=utf-8")


router = routers.SimpleRouter(trailing_slash=False)
router.register("tracks", Tracks)
urlpatterns = [path("hello/<str:name>", hello), *router.urls]
application = get_wsgi_application()
