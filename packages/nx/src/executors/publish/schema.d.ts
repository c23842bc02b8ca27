import type { StationOptions } from '../station';

export interface PublishExecutorSchema extends StationOptions {
  /** The dist-tag, as `nx release publish` calls it; the one that the version is for when left out. */
  readonly tag?: string;
  readonly marketplace?: boolean | 'path' | 'pinned';
  readonly push?: boolean;
  readonly dryRun?: boolean;
  /** What the version step of `nx release` found out, by project. */
  readonly nxReleaseVersionData?: Readonly<Record<string, { readonly newVersion: string | null }>>;
  readonly firstRelease?: boolean;
  readonly otp?: string | number;
  readonly access?: string;
}
