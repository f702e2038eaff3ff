"""How long 10,000 scores with their trees take. Prints JSON.

Run as `PYTHONPATH=.:tests python tests/bench/scoring_bench.py`, or call `score_trees`.
"""

import json
import time
from collections.abc import Callable

from helpers.score_samples import kaifeng, rules_of, town

from desktop.domain.scoring import kaifeng as kaifeng_formulas
from desktop.domain.scoring import linshu
from desktop.domain.scoring.figures import decode_data
from desktop.domain.scoring.kaifeng_figures import KaifengData
from desktop.domain.scoring.linshu_figures import LinshuData
from desktop.domain.scoring.tree import Node

COUNT = 10_000
LIMIT_S = 2.0


def score_trees(count: int = COUNT) -> dict[str, object]:
    """Score units of 临沭 (daily part and year) and of 开封, each with its whole tree.

    Returns:
        Seconds and processor seconds for `count` scores of each set, reading the JSON not
        counted but told beside it; `limit_s` is what a set may take.
    """
    towns = [json.dumps(town(number, annual_mark=88)).encode() for number in range(3)]
    counties = [json.dumps(kaifeng()).encode()]
    linshu_rules, kaifeng_rules = rules_of("linshu"), rules_of("kaifeng")
    began = time.perf_counter()
    linshu_data = [decode_data(towns[number % 3], LinshuData) for number in range(count)]
    read = time.perf_counter() - began
    kaifeng_data = [decode_data(counties[0], KaifengData)] * count
    return {
        "count": count,
        "limit_s": LIMIT_S,
        "linshu": _seconds([lambda d=d: linshu.score(linshu_rules, d) for d in linshu_data]),
        "linshu_read_s": round(read, 2),
        "kaifeng": _seconds(
            [lambda d=d: kaifeng_formulas.score(kaifeng_rules, d) for d in kaifeng_data]
        ),
    }


def _seconds(works: list[Callable[[], Node]]) -> dict[str, float]:
    began = time.perf_counter(), time.process_time()
    for work in works:
        work()
    return {
        "s": round(time.perf_counter() - began[0], 2),
        "cpu_s": round(time.process_time() - began[1], 2),
    }


if __name__ == "__main__":
    print(json.dumps(score_trees(), indent=1))
