import { logger } from '@nx/devkit';

/** What is told through Nx's logger during a test, line by line; nothing of it reaches the terminal. */
export function captureTold(): () => readonly string[] {
  let lines: string[] = [];
  beforeEach(() => {
    lines = [];
    for (const level of ['log', 'info', 'warn', 'error'] as const)
      jest.spyOn(logger, level).mockImplementation((...texts: unknown[]) => {
        lines.push(...texts.map(String).join(' ').split('\n'));
      });
  });
  afterEach(() => jest.restoreAllMocks());
  return () => lines;
}
