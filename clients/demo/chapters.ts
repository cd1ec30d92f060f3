import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type {
  ForkConversationResponse,
  ListConversationsResponse,
  NewConversationResponse,
  ResumeConversationResponse,
} from '../../generated-types/index.js';
import type { Stage } from './stage.js';

/** A conversation: streamed, with a second message that builds on the first. */
export async function talk(stage: Stage): Promise<NewConversationResponse> {
  stage.title('A conversation');
  const client = await stage.startServer('talk.json');
  const conversation = await stage.begin(client, { includePlanTool: true });
  await stage.say(client, conversation.conversationId, 'Hello! Please introduce yourself in two sentences.');
  await stage.say(client, conversation.conversationId, 'What did I ask you first? Answer in two sentences.');
  const lines = readFileSync(conversation.rolloutPath, 'utf8').trimEnd().split('\n').length;
  stage.note(`recorded in ${lines} lines of ${basename(conversation.rolloutPath)}`);
  await client.close();
  return conversation;
}

/** The same conversation in another process: listed, resumed, forked, archived. */
export async function keep(stage: Stage, { conversationId, rolloutPath }: NewConversationResponse): Promise<void> {
  stage.title('The server has ended; another one continues');
  const client = await stage.startServer('keep.json');
  await showList(stage, 'listed', () => client.request('listConversations', {}));
  const resumed = await client.request<ResumeConversationResponse>('resumeConversation', { conversationId });
  stage.note(`resumed with ${resumed.initialMessages?.length} recorded events`);
  await client.request('addConversationListener', { conversationId });
  await stage.say(client, conversationId, 'And what have I asked you before this?');
  const fork = await client.request<ForkConversationResponse>('forkConversation', {
    conversationId,
    nthUserMessage: 1,
  });
  stage.note(`forked before the second message: ${basename(fork.rolloutPath)}`);
  await client.request('addConversationListener', { conversationId: fork.conversationId });
  await stage.say(client, fork.conversationId, 'How much have we talked?');
  await client.request('archiveConversation', { conversationId, rolloutPath });
  await showList(stage, 'the first one archived; still listed', () => client.request('listConversations', {}));
  await client.close();
}

async function showList(stage: Stage, what: string, list: () => Promise<ListConversationsResponse>): Promise<void> {
  const { items } = await list();
  stage.note(`${what}: ${items.map((item) => `“${item.preview}”`).join(', ')}`);
}

/** Commands: one with an approval, one that is denied, one that the sandbox stops, and an interrupt that ends a process tree. */
export async function commands(stage: Stage): Promise<void> {
  stage.title('Commands, with a user who decides');
  const client = await stage.startServer('commands.json');
  const asking = await stage.begin(client, { approvalPolicy: 'untrusted', sandbox: 'workspace-write' });
  stage.decisions = ['approved', 'denied'];
  await stage.say(client, asking.conversationId, 'Please leave a note, and clean up behind you.');
  stage.note(existsSync(join(stage.workspace, 'notes.txt')) ? 'notes.txt is still there' : 'notes.txt is gone');

  stage.title('A sandbox, where the system has one');
  const sandboxed = await stage.begin(client, { approvalPolicy: 'on-request', sandbox: 'workspace-write' });
  await stage.say(client, sandboxed.conversationId, 'Can you write outside of the workspace?');
  stage.note(existsSync('/etc/turnwire-demo') ? 'it could!' : 'nothing was written outside');

  stage.title('An interrupt');
  const free = await stage.begin(client, { approvalPolicy: 'never', sandbox: 'danger-full-access' });
  stage.watch = ({ method }) => {
    if (method !== 'codex/event/exec_command_begin') return;
    stage.note(`running: ${processes('sleep 600')} processes`);
    void client.request('interruptConversation', { conversationId: free.conversationId });
  };
  await stage.say(client, free.conversationId, 'Do something that takes very long.');
  stage.watch = () => {};
  await client.close();
  stage.note(`interrupted; still running: ${processes('sleep 600')}`);
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
export async function patches(stage: Stage): Promise<void> {
  stage.title('A patch');
  const client = await stage.startServer('patches.json');
  const params = { approvalPolicy: 'untrusted', sandbox: 'workspace-write', includeApplyPatchTool: true };
  const { conversationId } = await stage.begin(client, params);
  stage.decisions = ['approved'];
  await stage.say(client, conversationId, 'Please tidy my notes.');
  for (const name of ['notes.txt', 'todo.txt'])
    stage.note(`${name}: ${readFileSync(join(stage.workspace, name), 'utf8').trim().replaceAll('\n', ' / ')}`);
  await client.close();
}
