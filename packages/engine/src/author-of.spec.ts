import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { authorOf } from './author-of';
import { isolateGit, tempDirectory } from './testing/publishing-registry';

isolateGit();
const root = tempDirectory();

function configureUser(name: string, email: string): void {
  const file = join(root, 'gitconfig');
  writeFileSync(file, `[user]\n\tname = ${name}\n\temail = ${email}\n`);
  process.env['GIT_CONFIG_GLOBAL'] = file;
}
afterEach(() => isolateGit());

describe('authorOf', () => {
  it('is who git knows, or nobody', async () => {
    expect(await authorOf(root)).toBeUndefined();
    configureUser('Ada Lovelace', 'ada@example.com');
    expect(await authorOf(root)).toEqual({ name: 'Ada Lovelace', email: 'ada@example.com' });
  });

  it('leaves out what a space.toml could not say', async () => {
    configureUser('Ada', 'ada@localhost@x');
    expect(await authorOf(root)).toEqual({ name: 'Ada' });
    configureUser('x'.repeat(121), 'not an address');
    expect(await authorOf(root)).toBeUndefined();
  });

  it('is nobody where git cannot tell', async () => {
    expect(await authorOf(join(root, 'nowhere'))).toBeUndefined();
    writeFileSync(join(root, 'broken'), '[user\n');
    process.env['GIT_CONFIG_GLOBAL'] = join(root, 'broken');
    expect(await authorOf(root)).toBeUndefined();
  });
});
