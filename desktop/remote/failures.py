"""What can go wrong on the way, in words a clerk understands.

Every message says what happened, what is safe and what to do. No token, name or content of a
request is ever part of one.
"""

import re

import msgspec
import requests
from urllib3.exceptions import HTTPError

from desktop.contract.messages import CLIENT_MIN_DETAIL, Problem
from desktop.sync.ports import GatewayError, Trouble

TRANSPORT_ERRORS = (requests.RequestException, HTTPError, OSError)
"""Everything that requests and urllib3 raise when a line breaks."""

_VERSION = re.compile(r"[0-9.]{1,20}")
_KEPT = "办理内容已保存在本机，联网后自动上报。"

MESSAGES: dict[str, str] = {
    Trouble.OFFLINE: f"连不上中心平台。{_KEPT}请检查网络。",
    Trouble.PORTAL: (
        f"网络要求先登录，或被其他网页拦截。{_KEPT}请打开浏览器登录网络，或联系管理员。"
    ),
    Trouble.TLS: (
        "中心平台的安全证书不能确认，没有发送任何内容。办理内容已保存在本机。"
        "请检查电脑日期；单位自建证书，或单位网络会检查加密流量时，"
        "请向管理员要证书文件，在“设置”的“连接”里选它。"
    ),
    Trouble.PROXY: f"系统设置的代理服务器连不上，或不肯转发。{_KEPT}请联系网络管理员。",
    Trouble.PROXY_LOGIN: (
        f"代理服务器要求用户名和密码，没有放行。{_KEPT}"
        "请联系网络管理员，把中心平台设为免登录，或给出带用户名的代理地址。"
    ),
    Trouble.BAD_REPLY: f"中心平台的答复不完整或不正确，没有采用。{_KEPT}",
    Trouble.BUSY: f"中心平台正忙或在维护。{_KEPT}",
    Trouble.ENDED: "等待已结束。",
    Trouble.SIGNED_OUT: "登录已失效，请重新登录。办理内容已保存在本机，登录后自动上报。",
    Trouble.FORBIDDEN: "中心平台不允许这个操作。办理内容已保存在本机，请联系管理员。",
    "unauthorised": "用户名或密码不正确。",
    Trouble.REVOKED: (
        "中心已停用这台电脑、这个用户或这次登录，上报已停止。没有上报的内容都还在本机。"
        "请重新登录；是电脑被停用的，向中心要一个新的登记码，一起填写。"
    ),
    "code_used": "这个登记码已经用过，请向中心再要一个。",
    "code_unknown": "登记码不正确或已过期，请核对后重新输入。",
    Trouble.OUTDATED: (
        "本程序的版本太旧，中心平台不再发来新工单和办理结果。"
        "已保存的内容和附件照常上报。请升级程序。"
    ),
    "protocol_too_old": ("本程序的版本与中心平台不一致，请升级程序。办理内容已保存在本机。"),
    "too_large": "内容超过中心平台允许的大小，没有上报；内容仍在本机，请联系管理员。",
    "malformed": "中心平台读不懂上报的内容；内容仍在本机，请联系管理员。",
    "internal": f"中心平台内部出错。{_KEPT}如果持续出现，请告知中心管理员。",
    "not_found": "中心平台没有找到所要的内容。",
    Trouble.GAP: "上报编号不连续，正在自动核对。",
    Trouble.SEQ_REUSED: "上报编号已被使用，正在自动核对。",
    Trouble.EPOCH_CHANGED: "中心平台恢复过数据，正在自动核对。",
    Trouble.CLIENT_FORKED: "本机数据库是复制来的，正在自动换用新的编号。",
    Trouble.UPLOAD_OFFSET: "附件续传位置不一致，自动重新核对。",
    Trouble.UPLOAD_HASH: "附件在传输中损坏，自动重新上传。附件已保存在本机。",
}
"""Chinese sentences by code."""

_CODES: dict[str, str] = {
    "forbidden": Trouble.FORBIDDEN,
    "busy": Trouble.BUSY,
    "protocol_too_new": "protocol_too_old",
}
"""Problem codes of the contract that have a word of their own here."""


def failure(code: str, *, retry_after_s: float | None = None) -> GatewayError:
    """Make an error with its usual message."""
    message = MESSAGES.get(code, f"中心平台没有接受请求（{code}）。办理内容已保存在本机。")
    return GatewayError(code, message, retry_after_s=retry_after_s)


def transport_failure(error: BaseException) -> GatewayError:
    """Tell a certificate's trouble and a proxy's from a line that is down."""
    if isinstance(error, requests.exceptions.SSLError) and "CERTIFICATE" in str(error).upper():
        return failure(Trouble.TLS)
    if isinstance(error, requests.exceptions.InvalidSchema | requests.exceptions.InvalidProxyURL):
        return failure(Trouble.PROXY)  # such as SOCKS, which is not supported
    if isinstance(error, requests.exceptions.ProxyError):
        # http.client says the proxy's status in words only
        return failure(Trouble.PROXY_LOGIN if " 407 " in str(error) else Trouble.PROXY)
    return failure(Trouble.OFFLINE)


def problem_failure(body: bytes, retry_after_s: float | None) -> GatewayError:
    """Read a problem+json body."""
    try:
        problem = msgspec.json.decode(body, type=Problem)
    except msgspec.MsgspecError:
        return failure(Trouble.BAD_REPLY, retry_after_s=retry_after_s)
    known = _known(problem)
    return GatewayError(
        known.code,
        known.message,
        retry_after_s=retry_after_s,
        expected=problem.expected,
        epoch=problem.epoch,
    )


def _known(problem: Problem) -> GatewayError:
    """Find the words for a problem; one of the program's age says which version will do."""
    _name, named, least = problem.detail.partition(CLIENT_MIN_DETAIL)
    if problem.code == "protocol_too_old" and named and _VERSION.fullmatch(least):
        words = MESSAGES[Trouble.OUTDATED].removesuffix("。")
        return GatewayError(Trouble.OUTDATED, f"{words}到 {least} 版或更新的版本。")
    return failure(_CODES.get(problem.code, problem.code))
