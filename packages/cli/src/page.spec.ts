import { Writable } from 'node:stream';
import { line } from './line';
import { pageOn, type Page } from './page';

function recorded(): { readonly page: Page; readonly written: () => string } {
  let text = '';
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk: string, _encoding, done) => {
      text += chunk;
      done();
    },
  });
  return { page: pageOn(stream), written: () => text };
}

describe('a page', () => {
  it('prints lines, one below the other', () => {
    const { page, written } = recorded();
    page.print();
    page.print(line`a${'\u001b'}`, line``, line`b`);
    expect(written()).toBe('a\\u001b\n\nb\n');
  });

  it('gives a shell what it asked for, to the byte', () => {
    const { page, written } = recorded();
    page.printVerbatim('/a\tb');
    expect(written()).toBe('/a\tb\n');
  });

  it('writes JSON that no terminal obeys and that means the same', () => {
    const { page, written } = recorded();
    const document = { 'k\u009b2J': ['\u001b]0;x\u0007', '\u202egnp', '\u2028', '\n', '\u{e0041}', 'é😀'] };
    page.printJson(document);
    expect(written()).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(written()).toContain('é😀');
    expect(JSON.parse(written())).toEqual(document);
  });
});
