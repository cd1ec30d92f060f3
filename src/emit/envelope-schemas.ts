const ID = { $ref: '#/definitions/RequestId' };
const METHOD = { type: 'string' };

/** The lines of the protocol, by the names that the reference gives them. The version of JSON-RPC is not written. */
export const envelopeSchemas: Readonly<Record<string, Record<string, unknown>>> = {
  JSONRPCRequest: object(
    'A request: a method, and an id for the answer.',
    { id: ID, method: METHOD },
    { params: true },
  ),
  JSONRPCNotification: object('A notification: nothing answers it.', { method: METHOD }, { params: true }),
  JSONRPCResponse: object('The answer to a request.', { id: ID, result: true }),
  JSONRPCError: object('A request that was refused.', { error: { $ref: '#/definitions/JSONRPCErrorError' }, id: ID }),
  JSONRPCErrorError: object(
    'What went wrong.',
    { code: { type: 'integer' }, message: { type: 'string' } },
    { data: true },
  ),
  JSONRPCMessage: {
    title: 'JSONRPCMessage',
    description: 'One line, in either direction.',
    anyOf: ['Request', 'Notification', 'Response', 'Error'].map((kind) => ({ $ref: `#/definitions/JSONRPC${kind}` })),
  },
};

function object(description: string, required: Record<string, unknown>, optional: Record<string, unknown> = {}) {
  return { type: 'object', description, properties: { ...required, ...optional }, required: Object.keys(required) };
}
