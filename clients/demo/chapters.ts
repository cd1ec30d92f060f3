import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client, Thread } from '../library/index.js';
import type { UserCell } from '../library/transcript/index.js';
import type { Stage } from './stage.js';

/** A thread: streamed, with a second message that builds on the first. */
export async function talk(stage: Stage): Promise<Thread> {
  stage.screen.title('A thread');
  const client = await stage.startServer('talk.json');
  const thread = await stage.begin(client);
  await stage.talk(thread, 'Hello! Please introduce yourself in two sentences.');
  await stage.talk(thread, 'What did I ask you first? Answer in two sentences.');
  const rollout = thread.opened.thread.path ?? '';
  const lines = readFileSync(rollout, 'utf8').trimEnd().split('\n').length;
  stage.screen.note(`recorded in ${lines} lines of\n  ${basename(rollout)}`);
  await client.close();
  return thread;
}

/** The same thread in another process: listed, resumed, forked, archived. Gives the fork. */
export async function keep(stage: Stage, { id }: Thread): Promise<Thread> {
  stage.screen.title('The server has ended; another one continues');
  const client = await stage.startServer('keep.json');
  await showList(stage, 'listed', client);
  const thread = await client.resumeThread(id);
  const { cells } = stage.follow(thread);
  const { turns } = thread.opened.thread;
  stage.screen.note(`resumed with ${turns.length} turns, which are ${cells.length} cells to draw`);
  await stage.talk(thread, 'And what have I asked you before this?');
  const second = cells.filter((cell): cell is UserCell => cell.kind === 'user').at(1);
  const fork = await client.forkThread(id, { ...second?.forkBefore });
  stage.follow(fork);
  stage.screen.note('forked before the second message');
  await stage.talk(fork, 'How much have we talked?');
  await thread.archive();
  await showList(stage, 'archived; still listed', client);
  await client.close();
  return fork;
}

async function showList(stage: Stage, what: string, client: Client): Promise<void> {
  const { data } = await client.request('thread/list', {});
  stage.screen.note(`${what}: ${data.map(({ preview }) => `“${preview}”`).join(', ')}`);
}

/** What the model does, where a user and a sandbox limit it. */
export async function acts(stage: Stage): Promise<void> {
  stage.screen.title('Commands, with a user who decides');
  const client = await stage.startServer('acts.json');
  await decisions(stage, client);
  await sandbox(stage, client);
  await interrupt(stage, client);
  await patch(stage, client);
  await client.close();
}

/** One command that is accepted, and one that is declined. */
async function decisions(stage: Stage, client: Client): Promise<void> {
  const thread = await stage.begin(client, { approvalPolicy: 'untrusted', sandbox: 'workspace-write' });
  stage.decisions = ['accept', 'decline'];
  await stage.talk(thread, 'Please leave a note, and clean up behind you.');
  stage.screen.note(existsSync(join(stage.workspace, 'notes.txt')) ? 'notes.txt is still there' : 'notes.txt is gone');
}

async function sandbox(stage: Stage, client: Client): Promise<void> {
  stage.screen.title('A sandbox, where the system has one');
  const thread = await stage.begin(client, { approvalPolicy: 'on-request', sandbox: 'workspace-write' });
  await stage.talk(thread, 'Can you write outside of the workspace?');
  stage.screen.note(existsSync('/etc/turnwire-demo') ? 'it could!' : 'nothing was written outside');
}

/** An interrupt ends the whole process tree of a command. */
async function interrupt(stage: Stage, client: Client): Promise<void> {
  stage.screen.title('An interrupt');
  const thread = await stage.begin(client, { approvalPolicy: 'never', sandbox: 'danger-full-access' });
  const turn = thread.run('Do something that takes very long.');
  for await (const { method, params } of turn) {
    if (method !== 'item/started' || params.item.type !== 'commandExecution') continue;
    // The item starts before the command does.
    for (let tries = 0; tries < 100 && processes('sleep 617') < 2; tries++) await pause(50);
    stage.screen.note(`running: ${processes('sleep 617')} processes`);
    await turn.interrupt();
  }
  stage.screen.note(`still running: ${processes('sleep 617')}`);
}

/** How many processes run exactly this command line. */
function processes(commandLine: string): number {
  try {
    return execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line === commandLine).length;
  } catch {
    return Number.NaN; // a system without ps
  }
}

/** A patch, shown as a diff before it is decided on. */
async function patch(stage: Stage, client: Client): Promise<void> {
  stage.screen.title('A patch');
  const thread = await stage.begin(client, { approvalPolicy: 'untrusted', sandbox: 'workspace-write' });
  stage.decisions = ['accept'];
  await stage.talk(thread, 'Please tidy my notes.');
  for (const name of ['notes.txt', 'todo.txt']) {
    const text = readFileSync(join(stage.workspace, name), 'utf8');
    stage.screen.note(`${name}: ${text.trim().replaceAll('\n', ' / ')}`);
  }
}
