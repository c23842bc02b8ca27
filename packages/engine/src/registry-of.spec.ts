import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { registryOf } from './registry-of';
import { tempPlace, type TempPlace } from './testing/temp-place';

const urlFrom = (place: TempPlace, project: string): Promise<string> =>
  place.run(async (session) => (await registryOf(session, project)).url);

describe('what a lock says of its registry', () => {
  it('is the way there, where the project lies in its working tree, whatever the remote', async () => {
    const place = tempPlace();
    place.publish('base');
    execFileSync('git', ['-C', place.registry, 'remote', 'add', 'origin', 'https://example.com/acme.git']);
    const project = join(place.registry, 'apps/web');
    mkdirSync(project, { recursive: true });
    expect(await urlFrom(place, project)).toBe('../..');
    expect(await urlFrom(place, place.registry)).toBe('.');
  });

  it('is the same through a symlink', async () => {
    const place = tempPlace();
    place.publish('base');
    mkdirSync(join(place.registry, 'apps'));
    symlinkSync(place.registry, join(place.root, 'link'));
    expect(await urlFrom(place, join(place.root, 'link/apps'))).toBe('..');
  });

  it('is its remote, or its path, where the project lies elsewhere', async () => {
    const place = tempPlace();
    place.publish('base');
    expect(await urlFrom(place, place.project)).toBe(place.registry);
    execFileSync('git', ['-C', place.registry, 'remote', 'add', 'origin', 'https://example.com/acme.git']);
    expect(await urlFrom(place, place.project)).toBe('https://example.com/acme.git');
  });
});
