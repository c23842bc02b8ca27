import { issuesOf } from '../testing/issues-of';
import { parseDistTags } from './dist-tags';

const parse = (text: string) => parseDistTags(text, 'dist-tags.json');
const issues = (text: string) => issuesOf(() => parse(text));

describe('parseDistTags', () => {
  it('reads channels as written, in file order', () => {
    const tags = parse(
      '{"$schema": "x", "b": {"stable": "v1.2.0", "10": "1.3.0-beta.1", "2": "v1.0.0"}, "10": {}, "1": {}}',
    );
    expect([...tags.keys()]).toEqual(['b', '10', '1']);
    expect([...(tags.get('b' as never) ?? [])]).toEqual([
      ['stable', 'v1.2.0'],
      ['10', '1.3.0-beta.1'],
      ['2', 'v1.0.0'],
    ]);
  });

  it('takes hostile channel names as names', () => {
    const tags = parse('{"constructor": {"__proto__": "v1.0.0", "constructor": "v1.0.0"}}');
    expect([...(tags.get('constructor' as never)?.keys() ?? [])]).toEqual(['__proto__', 'constructor']);
  });

  it.each([
    ['a space id that is none', '{"__proto__": {}}', /^1:2 \/__proto__ .*kebab-case/],
    ['a version that is none', '{"a": {\n"stable": "latest"}}', /^2:11 \/a\/stable .*semantic version/],
    ['a channel with a space', '{"a": {"x y": "v1.0.0"}}', /^1:8 .*channel name/],
    ['an empty channel', '{"a": {"": "v1.0.0"}}', /^1:8 .*channel name/],
    ['a list', '[]', /^1:1 .*must be an object, not an array/],
    ['a channel twice', '{"a": {"x": "v1.0.0", "x": "v2.0.0"}}', /second time/],
  ])('refuses %s', (_, text, expected) => {
    expect(issues(text)).toEqual([expect.stringMatching(expected)]);
  });
});
