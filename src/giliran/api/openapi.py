"""The API, and how it describes itself (OpenAPI 3.1)."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, re_path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from giliran.api.errors import MEDIA_TYPE, fault
from giliran.api.shapes import Problem

_PROBLEM = {"content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}


class Api(NinjaAPI):
    """Describes, beside what the routes say, the problem documents that any of them may answer."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """The description; made once."""
        return self._described()

    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        """The routes; every other address below ours is a problem document, not a page."""
        routes, app, namespace = super().urls
        return [path("", _unknown), *routes, re_path("", _unknown)], app, namespace

    @cache  # noqa: B019 - there is one API in a process, and it is always the same
    def _described(self) -> OpenAPISchema:
        schema = super().get_openapi_schema()
        shape = Problem.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
        schema["components"]["schemas"].update(shape.pop("$defs", {}))
        schema["components"]["schemas"]["Problem"] = shape
        for operations in schema["paths"].values():
            for operation in operations.values():
                _describe_problems(operation)
        return schema


@csrf_exempt
def _unknown(request: HttpRequest) -> HttpResponse:
    return fault("not_found")


def file_of(media_type: str) -> dict[str, Any]:
    """For `openapi_extra`: an operation that answers a file, not JSON."""
    schema = {"type": "string", "contentMediaType": media_type}
    return {"responses": {200: {"description": "The file", "content": {media_type: {"schema": schema}}}}}


def _describe_problems(operation: dict[str, Any]) -> None:
    for status in sorted(_statuses(operation)):
        operation["responses"][status] = {"description": HTTPStatus(status).phrase, **_PROBLEM}


def _statuses(operation: dict[str, Any]) -> set[int]:
    statuses = {429, 500, 503} | {status for status in operation["responses"] if status >= 400}
    if operation.get("security"):
        statuses |= {401, 403}
    if operation.get("requestBody"):
        statuses |= {400, 413, 422}
    places = {parameter["in"] for parameter in operation["parameters"]}
    return statuses | ({404} if "path" in places else set()) | ({422} if places - {"path"} else set())
