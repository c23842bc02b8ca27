#!/bin/sh
# SessionEnd: remembers the commit this session ended on, so that the next one can be told what came after.
# It is kept inside the git directory, where it is never committed. It always succeeds.
cd "${CLAUDE_PROJECT_DIR:-.}" 2>/dev/null || exit 0

head=$(git rev-parse --verify --quiet 'HEAD^{commit}' 2>/dev/null) || exit 0
seen=$(git rev-parse --git-path session-notes-head) || exit 0
printf '%s\n' "$head" 2>/dev/null >"$seen.$$" && mv -f "$seen.$$" "$seen"

exit 0
