import { logger } from '@nx/devkit';

declare global {
  /** See jest.environment.cjs. */
  var hasTestFailed: boolean | undefined;
}

/** What is told through Nx's logger during a test, line by line; it reaches the terminal only where the test fails, for it says why. */
export function captureTold(): () => readonly string[] {
  let lines: string[] = [];
  beforeEach(() => {
    lines = [];
    for (const level of ['log', 'info', 'warn', 'error'] as const)
      jest.spyOn(logger, level).mockImplementation((...texts: unknown[]) => {
        lines.push(...texts.map(String).join(' ').split('\n'));
      });
  });
  afterEach(() => {
    jest.restoreAllMocks();
    if (globalThis.hasTestFailed)
      process.stderr.write([`${expect.getState().currentTestName} was told:`, ...lines, ''].join('\n'));
  });
  return () => lines;
}
