#!/bin/sh
# Renews requirements.lock: exact versions and hashes, no addresses.
# Qt is held at its 6.8 LTS release: see docs/decisions/0002-qt-version.md.
set -eu
cd "$(dirname "$0")/.."
held=$(mktemp)
trap 'rm -f "$held"' EXIT
printf 'PySide6-Essentials==6.8.3\nshiboken6==6.8.3\n' > "$held"
exec uv pip compile pyproject.toml --universal --python-version 3.11 \
    --extra dev --extra postgres --extra package --constraint "$held" \
    --no-emit-index-url --no-header --no-annotate --generate-hashes --output-file requirements.lock
