// @ts-check
/**
 * @typedef {'not-started' | 'timeout' | 'no-init' | 'exit-code' | 'signal' | 'result' | 'noise' | 'plugin-error' | 'plugin-warning' | 'mcp' | 'hook'
 *   | 'unknown-command' | 'network' | 'leftover'} ProblemKind
 * @typedef {{ kind: ProblemKind, text: string }} Problem
 * @typedef {import('./read-events.mjs').Events} Events
 */

/**
 * Everything that went wrong in a session. The client's exit code says little: it is 0 with a broken plugin, a dead server, a
 * failed hook or an unknown command.
 *
 * @param {Events & { startError?: string, timedOut: boolean, timeoutMs: number, exitCode: number | null, outside: string[], leftovers: string[] }} session
 * @returns {Problem[]}
 */
export function findProblems(session) {
  const { init, result, startError, timedOut, exitCode } = session;
  /** @type {Problem[]} */
  const problems = [];
  /** @param {ProblemKind} kind @param {readonly string[]} texts */
  const report = (kind, texts) => problems.push(...texts.map((text) => ({ kind, text })));

  report('not-started', startError === undefined ? [] : [startError]);
  report('timeout', timedOut ? [`Killed after ${session.timeoutMs} ms`] : []);
  report('no-init', init || startError !== undefined ? [] : ['The client never said what it loaded']);
  report('exit-code', exitCode === 0 || exitCode === null ? [] : [`Exit code ${exitCode}`]);
  report('signal', exitCode === null && !timedOut && startError === undefined ? ['Killed by a signal'] : []);
  report('result', result?.is_error ? [result.result ?? result.subtype] : []);
  report(
    'noise',
    session.noise.map((line) => `Not JSON on stdout: ${line.slice(0, 300)}`),
  );
  report('plugin-error', (init?.plugin_errors ?? []).map(describe));
  report('plugin-warning', (init?.plugin_warnings ?? []).map(describe));
  report(
    'mcp',
    (init?.mcp_servers ?? [])
      .filter(({ status }) => status !== 'connected')
      .map(({ name, status }) => `${name} is ${status}`),
  );
  report(
    'hook',
    session.hookEvents
      .filter(({ outcome }) => outcome !== 'success')
      .map(
        ({ event, name, exitCode, stderr }) => `${name || event}: exit code ${exitCode}: ${stderr.trim()}`,
      ),
  );
  report(
    'unknown-command',
    /^Unknown (slash )?command: /.test(result?.result ?? '') ? [result?.result ?? ''] : [],
  );
  report(
    'network',
    session.outside.map((host) => `Tried to reach ${host}`),
  );
  report(
    'leftover',
    session.leftovers.map((command) => `Still running, killed: ${command}`),
  );
  return problems;
}

/** @param {object} fault */
const describe = (fault) =>
  Object.entries(fault)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
