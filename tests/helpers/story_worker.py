"""Goes through the whole story with kills at every step: `python -m helpers.story_worker DIR`.

Writes `report.json` into the folder: what the clerk was told, where was killed, what went wrong.
"""

import itertools
import json
import multiprocessing
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from helpers.kill_points import DURABLE, FILES
from helpers.story_hail import hail
from helpers.story_plan import HANDLED, STORY, Centre, Click, Sync
from helpers.story_runs import OFFLINE, Client, Ended, Platform, run, warm_up

from central import training
from desktop.cli.main import main as desk_main
from resources import sample_orders

_MOST_RUNS = 600
"""More runs of one step than that: something does not go on."""


@dataclass
class Told:
    """What the test is told at the end."""

    saved: list[tuple[int, str, str]] = field(default_factory=list)
    client_kills: Counter[str] = field(default_factory=Counter)
    server_kills: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    runs: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    def take(self, what: str, ended: Ended) -> None:
        """Note how a run ended."""
        self.runs += 1
        self.saved += ended.saved
        if ended.killed:
            self.client_kills[ended.place] += 1
        elif ended.status not in {0, OFFLINE}:
            self.faults.append(f"{what}: status {ended.status}: {ended.lines[-3:]}")


class Story:
    """One lineage of client and platform through the whole story.

    Args:
        root: Folder for both.
        stride: How far apart kills of a round lie, on average half of it.
        click_stride: How far apart kills of a click lie; 1 kills at each of its steps.
    """

    def __init__(self, root: Path, *, stride: int, click_stride: int) -> None:
        self.root = root
        self.told = Told()
        self._stride = stride
        self._click_stride = click_stride
        self._chance = random.Random(20261120)
        self.platform = Platform(root / "centre", root / "centre.log")
        self.platform.start()
        papers = root / "papers"
        papers.mkdir()
        self.client = Client.founded(
            root / "desk", papers, self.platform.port, self._code(), training.PEOPLE[0][0],
            training.PASSWORD,
        )  # fmt: skip

    def run(self) -> None:
        """Do every step of the story."""
        for step in STORY:
            started = time.monotonic()
            match step:
                case Click():
                    self._click(step)
                case Sync():
                    self._sync(step)
                case Centre():
                    self._centre(step)
            self.told.seconds[f"{len(self.told.seconds)} {step!r:.60}"] = round(
                time.monotonic() - started, 2
            )
            if self.told.faults:
                return

    def settle(self) -> None:
        """Without any faults left, sync until nothing is open."""
        self.platform.kill()
        self._take_platform()
        self.platform.start()
        for _ in range(5):
            ended = self.client.sync()
            self.told.take("settling", ended)
            if "SYNCED False" in ended.lines or "SYNCED ()" in ended.lines:
                return
        self.told.faults.append(f"does not settle: {ended.lines}")

    def _click(self, click: Click) -> None:
        """Kill at the first thing that the step does, then at the second, until it is done."""
        stride = self._stride if "sign F" in click.name else self._click_stride
        first = 1 + STORY.index(click) % stride
        for kill_at in itertools.count(first, stride):
            ended = self.client.click(
                click,
                kill_at,
                from_start=click.name == "accept",
                tells_first=STORY.index(click) % 2 == 0,
            )
            self.told.take(click.name, ended)
            if not ended.killed or kill_at > _MOST_RUNS:
                break
        if kill_at > _MOST_RUNS:
            self.told.faults.append(f"{click.name} is never done")

    def _sync(self, step: Sync) -> None:
        """Kill one side, each time a little later in the round, until the round is through."""
        rounds = self._client_rounds if step.killed == "client" else self._platform_rounds
        for turn, ended in enumerate(rounds()):
            self.told.take("sync", ended)
            self._take_platform()
            if ended.status == 0 or self.told.faults:
                break
            if turn > _MOST_RUNS:
                self.told.faults.append(f"sync goes on for ever: {ended.lines}")
        self.settle()
        stage = self._stage()
        if step.stage and stage != step.stage:
            self.told.faults.append(f"{HANDLED} is {stage}, not {step.stage}")

    def _client_rounds(self) -> Iterator[Ended]:
        """Kill the client anywhere; now and then already while it opens its database."""
        kill_at = 0
        for turn in itertools.count():
            # the first pull alone is a thousand statements long: later on the steps widen
            kill_at += self._step() + kill_at // 25
            yield self.client.sync(kill_at, from_start=turn % 10 == 1)

    def _platform_rounds(self) -> Iterator[Ended]:
        """Kill the platform at every (or every other) durable step, every fourth time anywhere.

        When only files are left, at each of their steps: counting from the start of a round
        would pass some over, because every part that gets through shortens the next round.
        """
        durable_at = anywhere_at = 0
        files_left = False
        # the last part takes six: two names and the bytes made durable, and the move to its place
        file_steps = itertools.cycle((1, 2, 1, 2, 3, 4, 5, 6, 7))
        for turn in itertools.count():
            self.platform.kill()
            if files_left:
                self.platform.start(next(file_steps), only=FILES)
            elif turn % 4:
                durable_at += 1 if self._click_stride == 1 else 2
                self.platform.start(durable_at, only=DURABLE)
            else:
                anywhere_at += self._step()
                self.platform.start(anywhere_at, from_start=turn % 8 == 0)
            ended = self.client.sync()
            if ended.status == OFFLINE:
                self.platform.kill()
            yield ended
            actions, files = ended.left
            files_left = files > 0 and not actions

    def _step(self) -> int:
        return 1 + self._chance.randrange(self._stride)

    def _take_platform(self) -> None:
        self.told.server_kills += Counter(self.platform.killed_at)
        self.told.faults += self.platform.broken
        self.platform.killed_at.clear()
        self.platform.broken.clear()

    def _centre(self, step: Centre) -> None:
        other = next(unit.id for unit in sample_orders.units() if unit.id != training.home_unit())
        words = [word.format(other=other) for word in step.words]
        name, *rest = words
        done = run(
            lambda _report: desk_main(["central", name, "--data", str(self.platform.data), *rest])
        )
        if done.status:
            self.told.faults.append(f"centre: {words}: {done.status}")

    def _code(self) -> str:
        return str(self._asked("enrol", training.home_unit(), "--json")["code"])

    def _stage(self) -> str:
        order = self._asked("show", HANDLED, "--json")["order"]
        assert isinstance(order, dict)
        return str(order["stage"])

    def _asked(self, name: str, *rest: str) -> dict[str, object]:
        """Ask the platform by its command line, as a process of its own."""
        words = [sys.executable, "-m", "desktop", "central", name, "--data"]
        done = subprocess.run(
            [*words, str(self.platform.data), *rest], capture_output=True, check=True
        )
        answer: dict[str, object] = json.loads(done.stdout)
        return answer


def main(root: Path, mode: str) -> None:
    """Run a mode in a folder: `story`, `whole-story` (every step of every click) or `hail`."""
    # a scan is read by a fork of the warmed process: starting Python anew takes a second each
    forked = multiprocessing.get_context("fork")
    multiprocessing.get_context = lambda _method=None: forked  # type: ignore[assignment]
    warm_up()
    is_whole = mode == "whole-story"
    story = Story(root, stride=4 if is_whole else 9, click_stride=1 if is_whole else 3)
    told = story.told
    if mode != "hail":
        story.run()
    else:
        hail(story.client, story.platform, told, turns=40)
    if not told.faults:
        story.settle()
    story.platform.kill()
    report = {
        "key": story.client.key.hex(),
        "saved": told.saved,
        "client_kills": told.client_kills,
        "server_kills": told.server_kills,
        "faults": told.faults,
        "runs": told.runs,
        "seconds": told.seconds,
    }
    (root / "report.json").write_text(json.dumps(report, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
