import type { EngineEvent, Phase } from '@agent-spaces/engine';
import { line, messageLines } from './line';
import type { Terminal } from './terminal';

const LABEL: Record<Phase, string> = {
  fetch: 'Fetching the registry',
  resolve: 'Resolving',
  materialize: 'Materializing',
  compose: 'Composing',
  verify: 'Verifying the store',
  wait: 'Waiting for another asp to finish',
};

type ProgressEvent = Extract<EngineEvent, { readonly kind: 'progress' }>;

/** Work shorter than this shows nothing: a line that only flickers says less than none. */
const BLINK_MS = 400;
const REDRAW_MS = 80;

export interface Progress {
  readonly onEvent: (event: EngineEvent) => void;
  /** Clears the line; nothing is drawn after it. */
  stop(): void;
}

/**
 * Progress on one line of `talk`, drawn only for a person and only when the work takes longer than a blink. A step that tells nothing
 * while it lasts, such as a fetch, is drawn too: a clock sees to what came too soon to be drawn. Notices always print.
 */
export function showProgress(terminal: Terminal, options: { readonly quiet: boolean }): Progress {
  const { talk, talkColors: colors, isWatched } = terminal;
  let dueAt = Date.now() + BLINK_MS;
  let latest: ProgressEvent | undefined;
  let clock: NodeJS.Timeout | undefined;
  let isDrawn = false;
  let isSilent = !isWatched || options.quiet;
  const clear = (): void => {
    if (isDrawn) talk.clearLine();
    isDrawn = false;
  };
  const draw = ({ phase, done, total }: ProgressEvent): void => {
    const count = total > 1 ? ` ${done}/${total}` : '';
    talk.redraw(line`${colors.cyan('•')} ${LABEL[phase]}${count} …`);
    isDrawn = true;
    dueAt = Date.now() + REDRAW_MS;
    latest = undefined;
  };
  const drawWhenDue = (): void => {
    clearTimeout(clock);
    if (isSilent || !latest) return;
    const early = dueAt - Date.now();
    if (early <= 0) draw(latest);
    else clock = setTimeout(drawWhenDue, early).unref();
  };
  return {
    onEvent: (event) => {
      if (event.kind === 'progress') {
        latest = event;
        return drawWhenDue();
      }
      clear();
      talk.print(...messageLines(colors.yellow('note'), event.message));
      if (event.hint) talk.print(line`     ${colors.dim(event.hint)}`);
    },
    stop: () => {
      clear();
      clearTimeout(clock);
      isSilent = true;
    },
  };
}
