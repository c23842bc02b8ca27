let started = 0;

export function countGitProcess(): void {
  started += 1;
}

/** How many git processes this module has started since it was loaded; benchmarks and tests read it. */
export function gitProcessCount(): number {
  return started;
}
