import { AppError } from '../../../protocol/errors.js';
import { WORKING_METHODS } from '../working-methods.js';
import type { Api } from './api.js';
import type { Session } from './session.js';

/**
 * Answers `initialize`. The check is written by hand, not by schema, because this runs before zod is loaded: an editor waits for it.
 * A property test holds it equal to the declared schema.
 */
export function initialize(session: Session, identity: Api['identity'], params: unknown) {
  const client = readClientInfo(params);
  if (session.initialized) throw new AppError('already_initialized', 'Already initialized', {});
  session.client = client;
  return {
    userAgent: identity.userAgent(client),
    serverInfo: { name: 'turnwire', version: identity.version },
    protocols: ['v1'],
    methods: [...WORKING_METHODS],
  };
}

export function readClientInfo(params: unknown): { name: string; version: string } {
  const info = field(params, 'params', 'clientInfo');
  const name = field(info, 'params.clientInfo', 'name');
  const title = (info as { title?: unknown }).title;
  const version = field(info, 'params.clientInfo', 'version');
  if (typeof name !== 'string') throw expected('params.clientInfo.name', 'string', name);
  if (title !== undefined && title !== null && typeof title !== 'string')
    throw expected('params.clientInfo.title', 'string', title);
  if (typeof version !== 'string') throw expected('params.clientInfo.version', 'string', version);
  return { name, version };
}

function field(value: unknown, path: string, key: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw expected(path, 'object', value);
  return (value as Record<string, unknown>)[key];
}

function expected(path: string, type: string, value: unknown): AppError {
  const received = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  const reason = value === undefined ? `missing, expected ${type}` : `expected ${type}, received ${received}`;
  return new AppError('invalid_request', `Invalid request: ${path}: ${reason}`, { path, reason });
}
