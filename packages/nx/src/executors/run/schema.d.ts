import type { StationOptions } from '../station';

export interface RunExecutorSchema extends StationOptions {
  readonly runTarget?: string;
  readonly prompt?: string | number;
  readonly extraArgs?: string | number | readonly string[];
  readonly interactive?: boolean;
  readonly dryRun?: boolean;
  readonly inherit?: string | readonly string[];
  readonly settings?: string;
  readonly force?: boolean;
}
