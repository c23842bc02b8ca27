import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gitProcessCount, readAuthor } from './index';
import { isolateGit, tempDirectory, tempRepository } from './testing/temp-repository';

isolateGit();
const root = tempDirectory();
const repository = tempRepository(join(root, 'r'));

function configureUser(text: string): void {
  const file = join(root, 'gitconfig');
  writeFileSync(file, text);
  process.env['GIT_CONFIG_GLOBAL'] = file;
}
afterEach(() => isolateGit());

describe('readAuthor', () => {
  it('is nobody where the configuration names nobody', async () => {
    expect(await readAuthor(repository.directory)).toBeUndefined();
    configureUser('[user]\n\tname = \n\temail =\n');
    expect(await readAuthor(repository.directory)).toBeUndefined();
  });

  it('is the user, outside of a repository too, in one process', async () => {
    configureUser('[user]\n\tname = Ada Lovelace\n\temail = ada@example.com\n');
    const before = gitProcessCount();
    expect(await readAuthor(root)).toEqual({ name: 'Ada Lovelace', email: 'ada@example.com' });
    expect(gitProcessCount() - before).toBe(1);
  });

  it('is who the repository says, and who is to be the author rather than the user', async () => {
    configureUser(
      '[user]\n\tname = Ada\n\temail = ada@example.com\n[author]\n\temail = public@example.com\n',
    );
    repository.git('config', 'user.name', 'Grace');
    expect(await readAuthor(repository.directory)).toEqual({ name: 'Grace', email: 'public@example.com' });
  });

  it('is half known where half is set', async () => {
    configureUser('[user]\n\tname = Ada\n');
    expect(await readAuthor(root)).toEqual({ name: 'Ada' });
  });

  it('fails with the file at fault where the configuration cannot be read', async () => {
    configureUser('[user\n');
    await expect(readAuthor(root)).rejects.toMatchObject({ code: 'GIT_ERROR', hint: expect.any(String) });
  });
});
