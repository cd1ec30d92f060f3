import type { EventMsg } from '../../generated-types/index.js';
import type { Client } from '../library/index.js';
import type { Cell, CommandCell, Transcript } from '../library/transcript/index.js';
import type { Stage } from './stage.js';

/** A client of protocol v1 continues a thread. For this client, the thread is a conversation. */
export async function conversations(stage: Stage, conversationId: string, { acting }: { acting: boolean }) {
  stage.screen.title('A client of protocol v1 continues it');
  const client = await stage.startServer('v1.json');
  const { items } = await client.request('listConversations', {});
  stage.screen.note(`listed: ${items.length} conversations`);
  const overrides = { cwd: stage.workspace, approvalPolicy: 'untrusted', sandbox: 'workspace-write' } as const;
  const { initialMessages } = await client.request('resumeConversation', { conversationId, overrides });
  stage.screen.note(`resumed with ${initialMessages?.length} recorded events`);
  await client.request('addConversationListener', { conversationId });
  stage.show({ threadId: conversationId, cells: [] });
  client.on('codex/event/*', ({ id, msg }) => stage.show(withEvent(stage.transcript, id, msg)));
  client.handle('execCommandApproval', (params, { method, id }) => {
    const base = { kind: 'approval', key: `approval/${id}`, turnId: '', requestId: id, state: 'open' } as const;
    stage.show(put(stage.transcript, { ...base, itemId: params.callId, method, params }));
    stage.screen.line(undefined, '  → approved');
    return { decision: 'approved' };
  });
  await say(stage, client, 'What have I asked you so far?');
  if (acting) await say(stage, client, 'Please count the files here.');
  await client.close();
}

/** Sends a message and waits for the end of its turn. */
async function say(stage: Stage, client: Client, text: string): Promise<void> {
  const { threadId: conversationId, cells } = stage.transcript;
  const key = `user/${cells.length}`;
  stage.show(put(stage.transcript, { kind: 'user', key, turnId: '', text, content: [], forkBefore: null }));
  const ended = new Promise<void>((resolve, reject) => {
    const off = client.on('codex/event/*', ({ msg }) => {
      if (msg.type === 'error') reject(new Error(msg.message));
      if (msg.type !== 'task_complete' && msg.type !== 'turn_aborted') return;
      off();
      resolve();
    });
  });
  await client.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text } }] });
  await ended;
}

/** The transcript after an event of protocol v1. Events that are not in the demo show nothing. */
function withEvent(transcript: Transcript, turnId: string, msg: EventMsg): Transcript {
  switch (msg.type) {
    case 'agent_message_delta': {
      const last = transcript.cells.at(-1);
      const grows = last?.kind === 'assistant' ? last : undefined;
      const key = grows?.key ?? `agent/${transcript.cells.length}`;
      const text = `${grows?.text ?? ''}${msg.delta}`;
      return put(transcript, { kind: 'assistant', key, turnId, text, phase: null, isComplete: false });
    }
    case 'exec_approval_request':
    case 'exec_command_begin':
      return put(transcript, commandCell(turnId, msg));
    case 'exec_command_end': {
      const begun = transcript.cells.find(({ key }) => key === msg.call_id);
      if (begun?.kind !== 'command') return transcript;
      const [output, exitCode] = [msg.aggregated_output, msg.exit_code];
      return put(transcript, { ...begun, status: 'completed', output, exitCode });
    }
    case 'error':
      return put(transcript, {
        kind: 'error',
        key: `error/${turnId}`,
        turnId,
        error: { message: msg.message, codexErrorInfo: null, additionalDetails: null, misalignment: null },
      });
    default:
      return transcript;
  }
}

function commandCell(turnId: string, msg: { call_id: string; command: string[]; cwd: string }): CommandCell {
  const base = { kind: 'command', key: msg.call_id, turnId, command: msg.command.join(' '), cwd: msg.cwd } as const;
  return { ...base, status: 'inProgress', output: '', exitCode: null, durationMs: null, isOfUser: false };
}

function put({ threadId, cells }: Transcript, cell: Cell): Transcript {
  const at = cells.findIndex(({ key }) => key === cell.key);
  return { threadId, cells: at === -1 ? [...cells, cell] : cells.with(at, cell) };
}
