import type { StationOptions } from '../station';

export interface LintSpaceExecutorSchema extends StationOptions {
  /** Fail for warnings too. */
  readonly strict?: boolean;
}
