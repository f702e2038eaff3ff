"""The state of sync in words: 已同步 14:02 · 3 项待上报 · 离线，自 13:40."""

from datetime import datetime

from desktop.sync.status import SyncPhase, SyncStatus, Uploading
from desktop.ui.tokens import Tone
from desktop.ui.wording import short_moment

SENDING = "已保存，正在上报"
"""What is said of something just saved; `SaidLine` makes it `SENT` as soon as it has been."""
SENT = "已保存，已上报"
REFUSED = "已保存，但中心没有接受，见“同步”"
_MEGABYTE = 1_000_000
_TONES = {
    SyncPhase.SYNCED: Tone.GOOD,
    SyncPhase.SYNCING: Tone.INFO,
    SyncPhase.OFFLINE: Tone.WARNING,
    SyncPhase.TROUBLE: Tone.DANGER,
    SyncPhase.SIGNED_OUT: Tone.DANGER,
    SyncPhase.PAUSED: Tone.NEUTRAL,
}


def phase_text(status: SyncStatus, now: datetime) -> str:
    """Say the state in a few words."""
    since = _clock(status.since, now)
    last = _clock(status.last_success, now) if status.last_success else ""
    texts = {
        SyncPhase.SYNCED: f"已同步 {last or since}",
        SyncPhase.SYNCING: "正在同步…",
        SyncPhase.OFFLINE: f"离线，自 {since}",
        SyncPhase.TROUBLE: f"同步受阻，自 {since}",
        SyncPhase.SIGNED_OUT: "需要重新登录",
        SyncPhase.PAUSED: "同步已暂停",
    }
    return texts[status.phase]


def status_text(status: SyncStatus, now: datetime) -> str:
    """Say the state and what is waiting."""
    parts = [phase_text(status, now)]
    if status.unsent:
        parts.append(f"{status.unsent} 项待上报")
    if status.attention:
        parts.append(f"{status.attention} 项未被接受")
    return " · ".join(parts)


def upload_text(progress: Uploading) -> str:
    """Say how far the attachments are: 正在上传附件：还有 2 个，已传 3.1 / 8.4 MB（36%）."""
    percent = progress.sent * 100 // progress.total if progress.total else 100
    sent, total = progress.sent / _MEGABYTE, progress.total / _MEGABYTE
    return f"正在上传附件：还有 {progress.files} 个，已传 {sent:.1f} / {total:.1f} MB（{percent}%）"


def status_tone(status: SyncStatus) -> Tone:
    """Say how the state is to be seen."""
    if status.attention and status.phase in {SyncPhase.SYNCED, SyncPhase.SYNCING}:
        return Tone.DANGER
    return _TONES[status.phase]


def _clock(moment: datetime, now: datetime) -> str:
    text = short_moment(moment, now)
    return text.removeprefix("今天 ")
