import { type Git, GitError } from './git.js';

interface Refs {
  /** Full name to object id. */
  readonly ids: ReadonlyMap<string, string>;
  /** Full name of a symbolic ref to that of its target. */
  readonly symbolic: ReadonlyMap<string, string>;
}

/**
 * The commit that a remote has and that is nearest to HEAD (C24). Only what is known locally counts: no remote is contacted. Throws
 * `GitError` when there is none.
 */
export async function nearestRemoteCommit(git: Git): Promise<string> {
  const [remotes, [head], refs, holders] = await Promise.all([
    remotesOf(git),
    git.linesIfAny('symbolic-ref', '--quiet', 'HEAD'), // nothing when HEAD is detached
    refsOf(git),
    git.linesIfAny('for-each-ref', '--format=%(refname)', '--contains=HEAD', 'refs/remotes'),
  ]);
  if (remotes.length === 0) throw new GitError('the repository has no remote');
  if (head !== undefined && !refs.ids.has(head)) throw new GitError('the repository has no commit yet');
  const candidates = [
    ...(head === undefined ? [] : [head.replace('refs/heads/', '')]),
    ...defaultBranches(remotes, refs),
    ...branchesHolding(holders, remotes, refs),
  ];
  let nearest: { commit: string; distance: number } | undefined;
  for (const branch of new Set(candidates)) {
    const remote = remotes.map((name) => `refs/remotes/${name}/${branch}`).find((ref) => refs.ids.has(ref));
    if (remote === undefined) continue;
    const commit = refs.ids.get(remote) as string;
    const from = refs.ids.get(`refs/heads/${branch}`) ?? commit;
    const near = from === refs.ids.get(head ?? '') || (from === commit && holders.includes(remote));
    const distance = near ? 0 : Number((await git.lines('rev-list', '--count', `${from}..HEAD`))[0]);
    if (distance === 0) return commit; // nothing is nearer, and the first one counts
    if (!nearest || distance < nearest.distance) nearest = { commit, distance };
  }
  if (nearest) return nearest.commit;
  throw new GitError('no branch of a remote is known from which this one comes: nothing was pushed or fetched yet');
}

/** `origin` first. */
async function remotesOf(git: Git): Promise<string[]> {
  const names = await git.lines('remote');
  return [...names.filter((name) => name === 'origin'), ...names.filter((name) => name !== 'origin')];
}

async function refsOf(git: Git): Promise<Refs> {
  const lines = await git.lines(
    'for-each-ref',
    '--format=%(objectname) %(refname) %(symref)',
    'refs/heads',
    'refs/remotes',
  );
  const ids = new Map<string, string>();
  const symbolic = new Map<string, string>();
  for (const line of lines) {
    const [id = '', name = '', target = ''] = line.split(' ');
    if (target === '') ids.set(name, id);
    else symbolic.set(name, target);
  }
  return { ids, symbolic };
}

/** What a remote calls its HEAD; where that is not known, the usual names. */
function defaultBranches(remotes: readonly string[], { ids, symbolic }: Refs): string[] {
  for (const remote of remotes) {
    const target = symbolic.get(`refs/remotes/${remote}/HEAD`);
    if (target?.startsWith(`refs/remotes/${remote}/`)) return [target.slice(`refs/remotes/${remote}/`.length)];
  }
  const places = ['refs/heads', ...remotes.map((remote) => `refs/remotes/${remote}`)];
  return ['main', 'master'].filter((name) => places.some((place) => ids.has(`${place}/${name}`))).slice(0, 1);
}

/** Branches of remotes that have HEAD already. */
function branchesHolding(holders: readonly string[], remotes: readonly string[], { ids }: Refs): string[] {
  return remotes.flatMap((remote) => {
    const prefix = `refs/remotes/${remote}/`;
    return holders.filter((ref) => ref.startsWith(prefix) && ids.has(ref)).map((ref) => ref.slice(prefix.length));
  });
}
