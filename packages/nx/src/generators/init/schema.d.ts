export interface InitGeneratorSchema {
  readonly project?: string;
  readonly registry?: string;
  readonly spacePrefix?: string;
  readonly release?: boolean;
  readonly skipFormat?: boolean;
  readonly skipPackageJson?: boolean;
}
