import type { ConversationEvent, EventBody } from '../../../src/domain/events.js';
import { startInProcess } from '../../support/in-process.js';
import { type PeerReply, startModelPeer } from '../../support/model-peer.js';
import { until } from '../../support/until.js';

export const exec = (cmd: string, args: object = {}, callId = 'call_1'): PeerReply => ({
  calls: [{ name: 'exec_command', args: { cmd, login: false, ...args }, callId }],
});

export const stdin = (session_id: number, args: object = {}, callId = 'call_2'): PeerReply => ({
  calls: [{ name: 'write_stdin', args: { session_id, ...args }, callId }],
});

/** A conversation of protocol v2 in this process, with the events of all that happens in it. */
export async function execSession(
  replies: readonly PeerReply[],
  { config = {}, answers = false, ...overrides }: Record<string, unknown> & { config?: object; answers?: boolean } = {},
) {
  const peer = await startModelPeer(replies);
  const inProcess = await startInProcess({
    baseUrl: peer.url,
    config: { ...config },
    overrides: { ...overrides, protocol: 'v2' },
  });
  const { conversation } = inProcess;
  const events: ConversationEvent[] = [];
  conversation.subscribers.subscribe({}, (event) => void events.push(event), { answers });
  const outputs = (): string[] =>
    (peer.requests.at(-1)?.body.input ?? [])
      .filter(({ type }) => type.endsWith('_output'))
      .map(({ output }) => String(output));
  return {
    ...inProcess,
    peer,
    events,
    outputs,
    output: () => outputs().at(-1) ?? '',
    /** The id in the last output. */
    session: () => Number(/session ID (\d+)/.exec(outputs().at(-1) ?? '')?.[1]),
    of: <T extends EventBody['type']>(type: T) =>
      events.flatMap(({ body, turnId }) =>
        body.type === type ? [{ ...(body as Extract<EventBody, { type: T }>), turnId }] : [],
      ),
    event: (what: string, test: (event: ConversationEvent) => boolean) => until(what, () => events.find(test)),
    async [Symbol.asyncDispose]() {
      await inProcess[Symbol.asyncDispose]();
      await peer[Symbol.asyncDispose]();
    },
  };
}
