export interface SpaceGeneratorSchema {
  readonly name: string;
  readonly description?: string;
  readonly author?: string;
  readonly authorEmail?: string;
  readonly authorUrl?: string;
  readonly initialVersion?: string;
  readonly license?: string;
  readonly keywords?: readonly string[];
  readonly command?: string;
  readonly skill?: string;
  readonly agent?: string;
  readonly bare?: boolean;
}
