import { describe, expect, it } from 'vitest';
import { clientRequests } from '../../protocol/index.js';
import type { Line } from '../support/exchange.js';
import { misfits } from './schemas.js';

/** A request and its reply, as they are recorded. */
const exchange = (method: string, result: unknown): Pick<Line, 'from' | 'message'>[] => [
  { from: 'client', message: { id: 1, method, params: {} } },
  { from: 'server', message: { id: 1, result } },
];

describe('the check of recorded messages against the JSON Schemas', () => {
  it.each(Object.entries(clientRequests))('allows the reply of the example of %s', (method, { example }) => {
    expect(misfits(exchange(method, example.result))).toEqual([]);
  });

  it('finds a wrong reply, and names its type', () => {
    expect(misfits(exchange('newConversation', { conversationId: 5 }))).toEqual([
      expect.stringContaining('NewConversationResponse'),
    ]);
  });
});
