"""Problems that end a request, as RFC 9457 tells them to the client."""

from desktop.contract.messages import Problem

_TITLES: dict[str, tuple[int, str]] = {
    "gap": (409, "动作编号不连续。"),
    "seq_reused": (409, "这个编号已用于另一个动作。"),
    "epoch_changed": (409, "平台数据已恢复过，请重新同步。"),
    "client_forked": (409, "这个数据库属于另一个用户。"),
    "unauthorised": (401, "登录信息不正确。"),
    "token_expired": (401, "登录已过期。"),
    "revoked": (403, "设备或用户已停用，请联系管理员。"),
    "forbidden": (403, "没有权限。"),
    "code_used": (403, "登记码已经用过。"),
    "code_unknown": (403, "登记码不正确或已过期。"),
    "protocol_too_old": (426, "程序版本过旧，请升级。"),
    "too_large": (413, "内容过大。"),
    "malformed": (400, "请求无法读取。"),
    "not_found": (404, "没有找到。"),
    "method": (405, "不支持这种请求。"),
    "upload_offset": (409, "续传位置不一致。"),
    "upload_hash": (422, "文件校验不一致，请重新上传。"),
    "busy": (429, "请稍后再试。"),
    "unavailable": (503, "平台正忙，请稍后再试。"),
    "internal": (500, "平台内部错误。"),
}


_CODES = {"unavailable": "busy"}
"""Codes that the contract tells by status only."""


class ProblemError(Exception):
    """A request cannot be answered as asked.

    Attributes:
        problem: What the client is told.
        offset: Bytes that an upload has, for `upload_offset`.
        retry_after_s: When to try again; 0 leaves it to the client.
    """

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        expected: int = 0,
        epoch: int = 0,
        offset: int = 0,
        retry_after_s: int = 0,
    ) -> None:
        super().__init__(code)
        status, title = _TITLES[code]
        self.problem = Problem(
            code=_CODES.get(code, code),
            title=title,
            status=status,
            detail=detail,
            expected=expected,
            epoch=epoch,
        )
        self.offset = offset
        self.retry_after_s = retry_after_s
