import type { StationOptions } from '../station';

export interface SnapshotExecutorSchema extends StationOptions {
  readonly runTarget: string;
}
