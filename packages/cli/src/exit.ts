/** Exit codes (DESIGN "Conventions"). A launched harness's own code passes through. */
export const EXIT = { done: 0, failed: 1, usage: 2, drift: 3, interrupted: 130 } as const;
