#!/bin/sh
# Last stage: the checks, or another command in their place.
cd "$(dirname "$0")/.."
if [ -n "${CONFORMANCE_SHELL:-}" ]; then exec sh -c "$CONFORMANCE_SHELL"; fi
exec "${NODE:-node}" ../node_modules/vitest/vitest.mjs run --config vitest.config.ts "$@"
