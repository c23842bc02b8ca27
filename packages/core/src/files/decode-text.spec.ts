import { decodeText } from './decode-text';

describe('decodeText', () => {
  it('gives UTF-8 as it is, its byte order mark too', () => {
    expect(decodeText(Buffer.from('\uFEFFcafé 😀\r\n'), 'f')).toBe('\uFEFFcafé 😀\r\n');
    expect(decodeText(Buffer.alloc(0), 'f')).toBe('');
  });

  it('refuses what would become other text, and names the line', () => {
    const file = '0123456789ab:spaces/a/space.toml';
    expect(() => decodeText(Buffer.from('id = "a"\nlicense = "caf\xe9"\n', 'latin1'), file)).toThrow(
      expect.objectContaining({
        code: 'CONFIG_PARSE_ERROR',
        message: `${file} is not UTF-8 text`,
        location: { file, line: 2 },
        hint: 'Save the file as UTF-8.',
      }),
    );
  });
});
