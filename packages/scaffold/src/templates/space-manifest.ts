import { tomlBlock, tomlValue, type TomlTable } from '../toml/write-toml';

export interface SpaceManifestFacts {
  readonly id: string;
  readonly version: string;
  readonly description: string;
  readonly author: { readonly name: string; readonly email?: string; readonly url?: string };
  readonly license?: string;
  readonly keywords?: readonly string[];
}

/** `space.toml` (seed 003 §5.1) with all that `claude plugin validate --strict` asks for. */
export function spaceManifestText(facts: SpaceManifestFacts): string {
  const { id, version, description, author, license, keywords } = facts;
  const plugin: TomlTable = { license, keywords: keywords?.length ? keywords : undefined };
  const tables = [
    ...(Object.values(plugin).some((value) => value !== undefined) ? [tomlBlock(['plugin'], plugin)] : []),
    tomlBlock(['plugin', 'author'], { name: author.name, email: author.email, url: author.url }),
  ];
  return `schema = 1
id = ${tomlValue(id)}
version = ${tomlValue(version)}
description = ${tomlValue(description)}

${tables.join('\n')}
# Spaces this one needs; they are loaded before it.
# [deps]
# spaces = ["space:base@^1.0.0"]

# What its commands may do without asking: no more than they need.
# [settings.permissions]
# allow = ["Bash(npm test:*)"]
`;
}
