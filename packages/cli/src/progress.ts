import type { EngineEvent, Phase } from '@agent-spaces/engine';
import type { Terminal } from './terminal';

const LABEL: Record<Phase, string> = {
  fetch: 'Fetching the registry',
  resolve: 'Resolving',
  materialize: 'Materializing',
  compose: 'Composing',
  verify: 'Verifying the store',
  wait: 'Waiting for another asp to finish',
};

/** Work shorter than this shows nothing: a line that only flickers says less than none. */
const BLINK_MS = 400;
const REDRAW_MS = 80;

export interface Progress {
  readonly onEvent: (event: EngineEvent) => void;
  /** Clears the line; nothing is drawn after it. */
  stop(): void;
}

/** Progress on one line of `talk`, drawn only for a person and only when the work takes longer than a blink. Notices always print. */
export function showProgress(terminal: Terminal, options: { readonly quiet: boolean }): Progress {
  const { talk, talkColors: colors, isWatched } = terminal;
  const started = Date.now();
  let drawnAt = 0;
  let stopped = false;
  const clear = (): void => {
    if (drawnAt) talk.write('\r\u001B[2K');
    drawnAt = 0;
  };
  const draw = (phase: Phase, done: number, total: number): void => {
    const now = Date.now();
    if (!isWatched || options.quiet || stopped || now - started < BLINK_MS || now - drawnAt < REDRAW_MS)
      return;
    const count = total > 1 ? ` ${done}/${total}` : '';
    talk.write(`\r\u001B[2K${colors.cyan('•')} ${LABEL[phase]}${count} …`);
    drawnAt = now;
  };
  return {
    onEvent: (event) => {
      if (event.kind === 'progress') return draw(event.phase, event.done, event.total);
      clear();
      talk.write(`${colors.yellow('note')} ${event.message}\n`);
      if (event.hint) talk.write(`     ${colors.dim(event.hint)}\n`);
    },
    stop: () => {
      clear();
      stopped = true;
    },
  };
}
