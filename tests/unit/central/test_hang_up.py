"""A caller who hangs up in the middle of a request."""

import asyncio
import logging
from pathlib import Path

import pytest
from helpers.central_clerks import open_platform
from starlette.types import Message, Scope

from central.web import WebService


def test_it_is_noted_and_is_no_bug(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    platform = open_platform(tmp_path)
    sent: list[Message] = []
    parts: list[Message] = [
        {"type": "http.request", "body": b'{"half', "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        return parts.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {
        "type": "http", "method": "POST", "path": "/v1/enrol", "headers": [], "query_string": b"",
    }  # fmt: skip
    with caplog.at_level(logging.INFO):
        asyncio.run(WebService(platform).application()(scope, receive, send))
    platform.close()
    assert sent[0]["status"] == 400
    assert [record.levelno for record in caplog.records if "hung up" in record.message] == [
        logging.INFO
    ]
    assert all(record.levelno < logging.WARNING for record in caplog.records)
