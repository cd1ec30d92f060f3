import type { v2 } from '../../../generated-types/index.js';
import { gitDiffLines } from './diff-lines.js';
import { shownLine } from './harmless.js';
import { type Choice, Menu } from './menu.js';
import type { SlashChat } from './slash-chat.js';
import { clipped } from './wrap.js';

const GIT_MS = 20_000;
/** This many branches are offered: those with the latest commits. */
const BRANCHES = 8;

/** Runs git in the folder of the conversation, and gives what it prints. */
async function git({ session: { client, inForce } }: SlashChat, ...args: string[]): Promise<string> {
  const command = ['git', '--no-optional-locks', '-c', 'core.fsmonitor=false', ...args];
  const { exitCode, stdout, stderr } = await client.request('command/exec', {
    command,
    cwd: inForce?.cwd ?? null,
    timeoutMs: GIT_MS,
    // The settings of a repository can make git start programs.
    sandboxPolicy: { type: 'readOnly', networkAccess: false },
  });
  if (exitCode !== 0) throw new Error(stderr.trim() || `git ended with exit code ${exitCode}`);
  return stdout;
}

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');

/** False: the user is told that there is nothing to compare. */
async function isRepository(chat: SlashChat): Promise<boolean> {
  const isInside = await git(chat, 'rev-parse', '--is-inside-work-tree').catch(() => '');
  if (isInside.trim() === 'true') return true;
  chat.note('This folder is in no git repository.', 'error');
  return false;
}

/** Changes of files that git knows, and the names of those that it does not. */
export async function showDiff(chat: SlashChat): Promise<void> {
  if (!(await isRepository(chat))) return;
  const commit = linesOf(await git(chat, 'rev-parse', '--verify', '--quiet', 'HEAD').catch(() => '')).slice(0, 1);
  const diff = await git(chat, 'diff', '--no-color', '--no-ext-diff', '--no-textconv', ...commit);
  const others = linesOf(await git(chat, 'ls-files', '--others', '--exclude-standard'));
  const { paint } = chat.host;
  const look = { width: chat.host.columns(), paint };
  if (diff.trim() === '' && others.length === 0) return chat.note('Nothing is changed.');
  chat.print([
    ...(diff.trim() === '' ? [] : gitDiffLines(diff, look)),
    ...others.map((name) => `${paint.green('new')} ${clipped(shownLine(name), look.width - 4)}`),
  ]);
}

/** Asks what is to be reviewed, and begins; with an argument, that is what to look at. */
export async function review(chat: SlashChat, argument: string): Promise<void> {
  const { session } = chat;
  const begin = (target: v2.ReviewTarget) => (): void =>
    chat.attempt(async () => {
      await session.client.request('review/start', { threadId: session.id, target });
    });
  if (argument !== '') return begin({ type: 'custom', instructions: argument })();
  if (!(await isRepository(chat))) return;
  const choices: Choice[] = [
    { label: 'What is not committed', run: begin({ type: 'uncommittedChanges' }) },
    ...(await otherBranches(chat)).map((branch) => ({
      label: `The changes since ${branch}`,
      run: begin({ type: 'baseBranch', branch }),
    })),
    { label: 'The last commit', run: begin({ type: 'commit', sha: 'HEAD' }) },
  ];
  chat.open(new Menu('What is to be reviewed? (or: /review and a text)', choices, () => chat.open(undefined)));
}

async function otherBranches(chat: SlashChat): Promise<string[]> {
  const current = (await git(chat, 'symbolic-ref', '--quiet', '--short', 'HEAD').catch(() => '')).trim();
  const format = ['--sort=-committerdate', '--format=%(refname:short)'];
  const all = linesOf(await git(chat, 'for-each-ref', ...format, 'refs/heads'));
  return all.filter((branch) => branch !== current).slice(0, BRANCHES);
}
