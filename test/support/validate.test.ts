import { expect, it } from 'vitest';
import type { Message } from './exchange.js';
import { Validator } from './validate.js';

const ID = '00000000-0000-7000-8000-000000000001';
const event = (msg: object, method = 'codex/event/agent_message') => ({
  method,
  params: { id: '0', msg, conversationId: ID },
});

const TIMED = { emittedAtMs: 1 };
const wrong: [string, Message][] = [
  ['a field of the wrong type', event({ type: 'agent_message', message: 5 })],
  ['a field that is missing', event({ type: 'agent_message' })],
  ['a field too many', event({ type: 'agent_message', message: 'hi', mood: 'fine' })],
  ['an event that does not exist', event({ type: 'agent_dance' }, 'codex/event/agent_dance')],
  ['an event under another name', event({ type: 'agent_message', message: 'hi' }, 'codex/event/error')],
  ['a result too rich', { id: 1, result: { userAgent: 'me', mood: 'fine' } }],
  ['an error without a code of the catalogue', { id: 1, error: { code: -32600, message: 'no' } }],
  ['an error that the method does not announce', refusal('conversation_not_found', { id: ID })],
  ['an error that lacks its data', refusal('internal', {})],
  ['a notification of v2 without its time', { method: 'thread/archived', params: { threadId: ID } }],
  ['a notification of v2 without a member', { ...TIMED, method: 'warning', params: { message: 'no' } } as Message],
  ['a key beside those of the envelope', { id: 1, result: { userAgent: 'me' }, jsonrpc: '2.0' } as Message],
];

function refusal(code: string, data: object): Message {
  return { id: 1, error: { code: -32600, message: 'no', data: { code, ...data } } };
}

it.each(wrong)('%s is found', (_what, message) => {
  const validator = new Validator();
  validator.sent({ method: 'getUserAgent', id: 1 });
  validator.received(message);
  expect(validator.problems).toHaveLength(1);
});

it('what the declarations allow passes', () => {
  const validator = new Validator();
  validator.sent({ method: 'getUserAgent', id: 1 });
  validator.received({ id: 1, result: { userAgent: 'me' } });
  validator.received(event({ type: 'agent_message', message: 'hi' }));
  validator.received({ ...TIMED, method: 'warning', params: { threadId: null, message: 'yes' } } as Message);
  expect(validator.problems).toEqual([]);
});

it('a name that both protocols have is held to the one that the client speaks', () => {
  const answer = { id: 2, result: { authMethod: null, authToken: null, requiresOpenaiAuth: true } };
  const problems = (capabilities?: object): string[] => {
    const validator = new Validator();
    validator.sent({ method: 'initialize', id: 1, params: { capabilities } });
    validator.sent({ method: 'getAuthStatus', id: 2 });
    validator.received(answer);
    return validator.problems;
  };
  expect(problems({})).toEqual([]);
  expect(problems()).toHaveLength(1);
});
