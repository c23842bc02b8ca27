import { showProgress } from './progress';
import { fakeTerminal } from './testing/fake-terminal';

describe('showProgress', () => {
  beforeEach(() => void jest.useFakeTimers({ now: 0 }));
  afterEach(() => void jest.useRealTimers());

  const step = (done: number) => ({ kind: 'progress', phase: 'materialize', done, total: 3 }) as const;
  const notice = { kind: 'notice', message: 'The remote is away.', hint: 'Use --no-fetch.' } as const;
  const LINE = '\r\u001B[2K• Materializing 2/3 …';

  it('shows a person what takes longer than a blink, on one line that it clears', () => {
    const terminal = fakeTerminal({ isWatched: true });
    const progress = showProgress(terminal, { quiet: false });
    progress.onEvent(step(1));
    expect(terminal.talked()).toBe('');
    jest.setSystemTime(1000);
    progress.onEvent(step(2));
    expect(terminal.talked()).toBe(LINE);
    jest.setSystemTime(1001);
    progress.onEvent(step(3));
    expect(terminal.talked()).toBe(LINE);
    progress.stop();
    expect(terminal.talked()).toBe(`${LINE}\r\u001B[2K`);
    jest.setSystemTime(9000);
    progress.onEvent(step(3));
    progress.stop();
    expect(terminal.talked()).toBe(`${LINE}\r\u001B[2K`);
  });

  it('shows a step that tells nothing more until it is over', () => {
    const terminal = fakeTerminal({ isWatched: true });
    const progress = showProgress(terminal, { quiet: false });
    progress.onEvent({ kind: 'progress', phase: 'fetch', done: 0, total: 1 });
    jest.advanceTimersByTime(399);
    expect(terminal.talked()).toBe('');
    jest.advanceTimersByTime(1);
    expect(terminal.talked()).toBe('\r\u001B[2K• Fetching the registry …');
    progress.stop();
  });

  it('keeps no process alive, and draws nothing that was due when it stopped', () => {
    const terminal = fakeTerminal({ isWatched: true });
    const progress = showProgress(terminal, { quiet: false });
    progress.onEvent(step(2));
    progress.stop();
    expect(jest.getTimerCount()).toBe(0);
    jest.advanceTimersByTime(9000);
    expect(terminal.talked()).toBe('');
  });

  it.each([
    ['nobody watches', { isWatched: false }, { quiet: false }],
    ['it is to be quiet', { isWatched: true }, { quiet: true }],
  ])('draws nothing when %s, but still tells what is to be known', (_, watched, options) => {
    const terminal = fakeTerminal(watched);
    const progress = showProgress(terminal, options);
    jest.setSystemTime(1000);
    progress.onEvent(step(2));
    progress.stop();
    expect(terminal.talked()).toBe('');
    progress.onEvent(notice);
    expect(terminal.talked()).toBe('note The remote is away.\n     Use --no-fetch.\n');
  });

  it('clears its line before a notice', () => {
    const terminal = fakeTerminal({ isWatched: true });
    const progress = showProgress(terminal, { quiet: false });
    jest.setSystemTime(1000);
    progress.onEvent(step(2));
    progress.onEvent({ kind: 'notice', message: 'Careful.' });
    expect(terminal.talked()).toBe(`${LINE}\r\u001B[2Knote Careful.\n`);
  });
});
