#!/bin/sh
# SessionStart: what this prints becomes context of the session. It writes nothing and always succeeds.
cd "${CLAUDE_PROJECT_DIR:-.}" 2>/dev/null || exit 0

notes=${SESSION_NOTES_FILE:-.notes/session.md}
note_lines=40
commit_lines=10

if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
  branch=$(git symbolic-ref --quiet --short HEAD 2>/dev/null || echo 'detached HEAD')
  changed=$(git status --porcelain 2>/dev/null | wc -l | tr -d ' ')
  printf 'Branch: %s, uncommitted paths: %s\n' "$branch" "$changed"

  # Written by session-end.sh; anything but a commit id in there is none of ours.
  seen=$(cat "$(git rev-parse --git-path session-notes-head)" 2>/dev/null)
  case $seen in
    '' | *[!0-9a-f]*) ;;
    *)
      news=$(git log -n "$commit_lines" --format='- %h %s (%an)' "$seen..HEAD" -- 2>/dev/null)
      [ -n "$news" ] && printf 'Commits since the last session here, newest first:\n%s\n' "$news"
      ;;
  esac
fi

if [ -f "$notes" ]; then
  printf '\nThe end of %s, left by earlier sessions. It may be out of date: check before relying on it.\n\n' "$notes"
  tail -n "$note_lines" "$notes"
else
  printf '\nThis project has no session notes yet. /session-notes:wrap-up starts them in %s.\n' "$notes"
fi

exit 0
