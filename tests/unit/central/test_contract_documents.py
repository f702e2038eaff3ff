"""`docs/openapi.json` and `docs/messages.md` are what the program says its contract is."""

from pathlib import Path

import msgspec
import pytest
from starlette.routing import Route

from central import message_tables, openapi
from central.__main__ import main
from central.platform import Platform
from central.web import WebService

_DOCS = Path(__file__).parents[3] / "docs"


def test_the_document_is_up_to_date() -> None:
    assert (_DOCS / "openapi.json").read_text(encoding="utf-8") == openapi.text()


def test_the_tables_are_up_to_date() -> None:
    assert (_DOCS / "messages.md").read_text(encoding="utf-8") == message_tables.text()


def test_the_document_names_every_route_of_the_service(tmp_path: Path) -> None:
    platform = Platform(tmp_path)
    try:
        routes = [
            route for route in WebService(platform).application().routes if isinstance(route, Route)
        ]
        names = platform.reference.NAMES
    finally:
        platform.close()
    served = set()
    for route in routes:
        paths = [route.path]
        if "{name}" in route.path:
            paths = [route.path.replace("{name}", name) for name in names]
        methods = route.methods or set()
        for method in methods - ({"HEAD"} if "GET" in methods else set()):
            served |= {(method.lower(), path) for path in paths}
    assert served == {(call.method, call.path) for call in openapi.CALLS}


def test_every_reference_leads_somewhere() -> None:
    document = openapi.document()
    schemas = openapi.schemas()
    text = msgspec.json.encode(document).decode()
    wanted = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert wanted <= schemas.keys()
    assert {"Order", "UnitAction", "PushRequest", "PullReply", "Problem"} <= wanted


def test_raw_json_is_described() -> None:
    schemas = msgspec.convert(openapi.schemas(), dict[str, dict[str, object]])
    pushed = msgspec.convert(schemas["PushedAction"]["properties"], dict[str, object])
    change = msgspec.convert(schemas["Change"]["properties"], dict[str, object])
    assert pushed["data"] == {
        "description": "The action's JSON.",
        "$ref": "#/components/schemas/UnitAction",
    }
    assert change["order"] == {"$ref": "#/components/schemas/Order"}
    assert "order" not in msgspec.convert(schemas["Change"]["required"], list[str])


def test_the_command_prints_it_and_makes_no_data_folder(
    capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["openapi"]) == 0
    assert capfdbinary.readouterr().out == openapi.text().encode()
    assert list(tmp_path.iterdir()) == []
