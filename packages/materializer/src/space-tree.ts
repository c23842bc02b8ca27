import { MaterializationError, printable } from '@agent-spaces/core';
import type { SpaceContent, SpaceFile } from '@agent-spaces/core';

/** A regular file of a space, reached under `path`; `file` differs from it where a symlink was followed. */
export interface ReachedFile {
  readonly path: string;
  readonly file: SpaceFile;
}

/** A space as a directory tree in which symlinks are followed, but never out of the space. */
export interface SpaceTree {
  /** The top-level names of the space. */
  readonly entries: readonly string[];
  /** The regular file at `path`, undefined if there is none. Throws MaterializationError for a symlink that cannot be followed. */
  find(path: string): Promise<ReachedFile | undefined>;
  /** Every regular file at or below `path`. For a symlink that cannot be followed throws MaterializationError, unless told otherwise. */
  filesUnder(path: string, unfollowable?: 'refused' | 'left out'): Promise<readonly ReachedFile[]>;
}

interface Directory {
  readonly path: string;
  readonly children: Map<string, Node>;
}
type Node = Directory | SpaceFile;

const isDirectory = (node: Node): node is Directory => 'children' in node;

// As many as Linux follows before it says ELOOP.
const MAX_HOPS = 40;
// Symlinked directories that each link the next twice would otherwise expand to 2^n copies.
const MAX_FILES = 100_000;

const HINT = 'Replace the symlink by a copy, or let it point to a file or directory of the same space.';

/** One tree per content: planning, composition and lint all walk the same one. */
const opened = new WeakMap<SpaceContent, SpaceTree>();

export function openSpaceTree(content: SpaceContent): SpaceTree {
  const known = opened.get(content);
  if (known) return known;
  const tree = createSpaceTree(content);
  opened.set(content, tree);
  return tree;
}

function createSpaceTree(content: SpaceContent): SpaceTree {
  const root = buildTree(content.files);

  /** Like realpath(3) with the space as the root directory; undefined where nothing of that name exists. */
  async function resolve(path: string): Promise<Node | undefined> {
    const pending = path.split('/');
    const trail: Directory[] = [root];
    let link: { readonly path: string; readonly target: string } | undefined;
    let hops = 0;

    for (let segment = pending.shift(); segment !== undefined; segment = pending.shift()) {
      if (segment === '' || segment === '.') continue;
      if (segment === '..') {
        if (trail.length === 1)
          throw cannotFollow(link ?? { path, target: path }, 'points outside the space');
        trail.pop();
        continue;
      }
      const node = trail.at(-1)?.children.get(segment);
      if (node !== undefined && isDirectory(node)) {
        trail.push(node);
      } else if (node?.kind === 'symlink') {
        link = { path: node.path, target: (await content.read(node.path)).toString('utf8') };
        if (link.target.startsWith('/'))
          throw cannotFollow(link, 'is absolute, so it points outside the space');
        if (++hops > MAX_HOPS) throw cannotFollow(link, 'leads in a circle');
        pending.unshift(...link.target.split('/'));
      } else if (node !== undefined && pending.length === 0) {
        return node;
      } else if (link !== undefined) {
        throw cannotFollow(link, 'points to nothing');
      } else {
        return undefined;
      }
    }
    return trail.at(-1);
  }

  /** As `resolve`, for a symlink met inside of directories that it must not lead back to. */
  async function resolveWithin(path: string, above: readonly Directory[]): Promise<Node | undefined> {
    const target = await resolve(path);
    if (
      target !== undefined &&
      isDirectory(target) &&
      above.some((directory) => contains(target, directory))
    ) {
      const link = { path, target: (await content.read(path)).toString('utf8') };
      throw cannotFollow(link, 'points to a directory that contains it');
    }
    return target;
  }

  async function filesUnder(
    path: string,
    unfollowable: 'refused' | 'left out' = 'refused',
  ): Promise<readonly ReachedFile[]> {
    const files: ReachedFile[] = [];
    const leaveOut = (error: unknown): undefined => {
      if (unfollowable === 'left out' && error instanceof MaterializationError) return undefined;
      throw error;
    };

    async function visit(reachedAs: string, node: Node, above: readonly Directory[]): Promise<void> {
      if (!isDirectory(node)) {
        if (files.length === MAX_FILES) {
          const message = `"${path}" expands to more than ${MAX_FILES} files through symlinked directories`;
          throw new MaterializationError(message, { location: { file: reachedAs }, hint: HINT });
        }
        files.push({ path: reachedAs, file: node });
        return;
      }
      const within = [...above, node];
      for (const [name, child] of node.children) {
        const childPath = `${reachedAs}/${name}`;
        if (isDirectory(child) || child.kind !== 'symlink') {
          await visit(childPath, child, within);
          continue;
        }
        const target = await resolveWithin(child.path, within).catch(leaveOut);
        if (target !== undefined) await visit(childPath, target, within);
      }
    }

    const node = await resolve(path).catch(leaveOut);
    if (node !== undefined) await visit(path, node, []);
    return files;
  }

  return {
    entries: [...root.children.keys()],
    filesUnder,
    async find(path) {
      const node = await resolve(path);
      return node === undefined || isDirectory(node) ? undefined : { path, file: node };
    },
  };
}

function buildTree(files: readonly SpaceFile[]): Directory {
  const root: Directory = { path: '', children: new Map() };
  for (const file of files) {
    const segments = file.path.split('/');
    const name = segments.pop() ?? file.path;
    let directory = root;
    for (const segment of segments) {
      const known = directory.children.get(segment);
      if (known !== undefined && isDirectory(known)) {
        directory = known;
      } else {
        const path = directory.path === '' ? segment : `${directory.path}/${segment}`;
        const created: Directory = { path, children: new Map() };
        directory.children.set(segment, created);
        directory = created;
      }
    }
    directory.children.set(name, file);
  }
  return root;
}

const contains = (outer: Directory, inner: Directory): boolean =>
  outer.path === '' || inner.path === outer.path || inner.path.startsWith(`${outer.path}/`);

function cannotFollow(
  link: { readonly path: string; readonly target: string },
  why: string,
): MaterializationError {
  const message = `The symlink "${printable(link.path)}" → "${printable(link.target)}" ${why}`;
  return new MaterializationError(message, { location: { file: link.path }, hint: HINT });
}
