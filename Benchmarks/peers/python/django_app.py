"""The peer in Django: `gunicorn django_app:application`, without the middleware that a bare answer does not need."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse, JsonResponse
from django.urls import path

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"], DEBUG=False, MIDDLEWARE=[], ROOT_URLCONF=__name__, SECRET_KEY="of-no-use-here",
    USE_TZ=True)


def plaintext(request):
    return HttpResponse("Hello, World!", content_type="text/plain; charset=utf-8")


def json(request):
    return JsonResponse({"message": "Hello, World!"}, json_dumps_params={"separators": (",", ":")})


def hello(request, name):
    return HttpResponse(f"Hello, {name}", content_type="text/plain; charset=utf-8")


urlpatterns = [path("plaintext", plaintext), path("json", json), path("hello/<str:name>", hello)]
application = get_wsgi_application()
