/**
 * An error as Nx is to show it. Nx prints the message of what a plugin reports, and its stack with `--verbose`: so both become what,
 * where and what next. What we did not foresee keeps its stack.
 */
export async function graphError(error: unknown): Promise<Error> {
  const { isAspError, locatedIssues, place, printable } = await import('@agent-spaces/core');
  if (!isAspError(error)) return error instanceof Error ? error : new Error(String(error));
  const issues = await locatedIssues(error);
  const [first] = issues;
  const hint = error.hint ?? first?.hint;
  const lines = [`${error.message} (${error.code})`];
  if (issues.length > 1) {
    for (const issue of issues) {
      lines.push(`  ${place(issue.location)}`, `    ${issue.message}`);
      if (issue.hint) lines.push(`    → ${issue.hint}`);
    }
  } else {
    if (first) lines.push(`  ${place(first.location)}`);
    if (hint) lines.push(`  → ${hint}`);
  }
  error.message = lines.map((line) => printable(line, Infinity)).join('\n');
  error.stack = error.message;
  return error;
}
