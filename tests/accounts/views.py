"""Views for the tests of the middleware: each reads the families of the branch in its own way."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.urls import include, path

from families.models import Family
from homestart.accounts.models import Membership
from homestart.accounts.permissions import Permission, require

NAMES = engines["django"].from_string("{% for family in families %}{{ family.name }};{% endfor %}")


@require(Permission.ENTER)
def eager(request: HttpRequest) -> HttpResponse:
    return HttpResponse("".join(f"{family.name};" for family in Family.objects.order_by("name")))


@require(Permission.ENTER)
def lazy(request: HttpRequest) -> HttpResponse:
    """Rendered after the view has returned."""
    return TemplateResponse(request, NAMES, {"families": Family.objects.order_by("name")})


@require(Permission.ENTER)
def streamed(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(f"{family.name};" for family in Family.objects.all())


@require(Permission.ENTER)
def file(request: HttpRequest) -> FileResponse:
    return FileResponse(open(__file__, "rb"))


@require(Permission.ENTER)
def write(request: HttpRequest, ending: str) -> HttpResponse:
    """Makes a family and then ends in the given way."""
    Family.objects.create(name="Nieuw")
    if ending == "crash":
        raise ZeroDivisionError
    if ending == "404":
        raise Http404
    if ending == "500":
        return HttpResponse(status=500)
    return HttpResponse("gemaakt")


@require(Permission.ENTER)
def permissions(request: HttpRequest) -> HttpResponse:
    return HttpResponse(",".join(sorted(request.permissions)))


def names(response: HttpResponse) -> list[str]:
    return [name for name in response.content.decode().split(";") if name]


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A page that reads the database too, as a menu does."""
    return HttpResponse(f"{Membership.objects.count()} rollen", status=404)


urlpatterns = [
    path("accounts/", include("homestart.accounts.urls")),
    path("wie/", permissions),
    path("<slug:branch_slug>/wie/", permissions),
    path("<slug:branch_slug>/dadelijk/", eager),
    path("<slug:branch_slug>/later/", lazy),
    path("<slug:branch_slug>/stroom/", streamed),
    path("<slug:branch_slug>/bestand/", file),
    path("<slug:branch_slug>/schrijf/<slug:ending>/", write),
]
