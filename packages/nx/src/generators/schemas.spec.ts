import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const packageRoot = join(__dirname, '../..');

interface Property {
  readonly description?: string;
  readonly $default?: { readonly $source: string; readonly index?: number };
}

interface Schema {
  readonly properties: Readonly<Record<string, Property>>;
  readonly required: readonly string[];
  readonly additionalProperties: boolean;
}

const read = (path: string): unknown => JSON.parse(readFileSync(join(packageRoot, path), 'utf8'));

const { generators } = read('generators.json') as {
  readonly generators: Readonly<
    Record<string, { readonly implementation: string; readonly schema: string; readonly description: string }>
  >;
};

/** Nx maps what is built to its source, where the plugin is a project of the workspace. */
const source = (path: string): string => path.replace('./dist/', './src/');

describe.each(Object.entries(generators))(
  'the generator %s',
  (name, { implementation, schema, description }) => {
    const { properties, required, additionalProperties } = read(source(schema)) as Schema;

    it('has an implementation', () => {
      expect(implementation).toBe(`./dist/generators/${name}/generator`);
      expect(existsSync(join(packageRoot, `${source(implementation)}.ts`))).toBe(true);
      expect(description).not.toBe('');
    });

    it('describes every option and takes no other', () => {
      expect(additionalProperties).toBe(false);
      for (const [option, property] of Object.entries(properties))
        expect({ option, described: /\S/.test(property.description ?? '') }).toEqual({
          option,
          described: true,
        });
      expect(required.filter((option) => !(option in properties))).toEqual([]);
    });

    it('takes positions one after the other', () => {
      const positions = Object.values(properties).flatMap(({ $default }) =>
        $default?.$source === 'argv' ? [$default.index] : [],
      );
      expect(positions.sort()).toEqual(positions.map((_, index) => index));
    });
  },
);
