"""What may be typed for an address."""

import pytest

from desktop.remote.address import AddressError, parse_address


@pytest.mark.parametrize(
    ("typed", "base", "loopback"),
    [
        ("desk.example.cn", "https://desk.example.cn", False),
        (" https://desk.example.cn:8443/hot/ ", "https://desk.example.cn:8443/hot", False),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000", True),
        ("http://localhost:8000/", "http://localhost:8000", True),
        ("http://[::1]:8000", "http://[::1]:8000", True),
    ],
)
def test_good_addresses(typed: str, base: str, *, loopback: bool) -> None:
    address = parse_address(typed)
    assert (address.base, address.loopback) == (base, loopback)
    assert address.url("/v1/ping") == f"{base}/v1/ping"


@pytest.mark.parametrize(
    "typed",
    [
        "", "http://desk.example.cn", "ftp://desk.example.cn", "https://", "https://a:b@c.example",
        "https://desk.example.cn:port", "https://desk.example.cn/?x=1",
        "http://127.0.0.1.example.cn",
    ],
)  # fmt: skip
def test_what_would_send_orders_in_the_clear_or_nowhere_is_refused(typed: str) -> None:
    with pytest.raises(AddressError) as caught:
        parse_address(typed)
    assert str(caught.value)
