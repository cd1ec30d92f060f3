import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { v2 } from '../../generated-types/index.js';
import type { Client } from './client.js';
import type { Stage } from './stage.js';

/** The same on protocol v2: a thread that streams, is read by another process, and asks before it acts. */
export async function threads(stage: Stage, { acting }: { acting: boolean }): Promise<void> {
  stage.title('A thread');
  const first = await stage.startServer('talk.json');
  const { thread } = await start(stage, first, {});
  await say(stage, first, thread.id, 'Hello! Please introduce yourself in two sentences.');
  await say(stage, first, thread.id, 'What did I ask you first? Answer in two sentences.');
  await first.close();

  stage.title('The server has ended; another one continues');
  const second = await stage.startServer('keep.json');
  const resumed = await second.request<v2.ThreadResumeResponse>('thread/resume', { threadId: thread.id });
  stage.note(`resumed with ${resumed.thread.turns.length} turns`);
  await say(stage, second, thread.id, 'And what have I asked you before this?');
  await second.request('thread/archive', { threadId: thread.id });
  stage.note('archived');
  await second.close();
  // A real model would run commands of its own choice.
  if (acting) await decisions(stage);
}

async function decisions(stage: Stage): Promise<void> {
  stage.title('Commands, with a user who decides');
  const third = await stage.startServer('commands-v2.json');
  const asking = await start(stage, third, { approvalPolicy: 'untrusted', sandbox: 'workspace-write' });
  stage.decisions = ['accept', 'decline'];
  await say(stage, third, asking.thread.id, 'Please leave a note, and clean up behind you.');
  stage.note(existsSync(join(stage.workspace, 'notes.txt')) ? 'notes.txt is still there' : 'notes.txt is gone');
  stage.decisions = ['accept'];
  await say(stage, third, asking.thread.id, 'Please tidy my notes.');
  stage.note(`notes.txt: ${readFileSync(join(stage.workspace, 'notes.txt'), 'utf8').trim().replaceAll('\n', ' / ')}`);
  await third.close();
}

function start(stage: Stage, client: Client, params: v2.ThreadStartParams): Promise<v2.ThreadStartResponse> {
  return client.request<v2.ThreadStartResponse>('thread/start', { cwd: stage.workspace, ...params });
}

/** Sends a message and waits for the end of its turn. */
async function say(stage: Stage, client: Client, threadId: string, text: string): Promise<void> {
  stage.show('user', text);
  const ended = stage.turnEnded();
  await client.request('turn/start', { threadId, input: [{ type: 'text', text, text_elements: [] }] });
  await ended;
}
