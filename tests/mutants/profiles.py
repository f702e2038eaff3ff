"""Changes every number of every profile and reports what no case notices.

    PYTHONPATH=tests python tests/mutants/profiles.py [PROFILE ...]

Ends with 1 when a mutant survives.
"""

import sys

from helpers.profile_mutants import PLACES, is_killed, mutants_of


def main(places: list[str]) -> int:
    """Run the mutants of some places, all of them by default."""
    survivors = []
    for place in places or list(PLACES):
        mutants = list(mutants_of(place))
        left = [mutant.name for mutant in mutants if not is_killed(mutant)]
        print(f"{place}: {len(mutants)} mutants, {len(left)} survivors")
        survivors += left
    for name in survivors:
        print(f"  survived: {name}")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
