import { platform } from 'node:os';
import { AppError } from '../../protocol/errors.js';
import { isJsonObject } from '../domain/json.js';
import type { Capabilities, ClientFacts, ClientName } from './client.js';
import { WORKING_METHODS } from './working-methods.js';

/** The description of the server. */
export interface Introduction {
  readonly version: string;
  userAgent(client?: ClientName): string;
  /** Where configuration and conversations are. */
  readonly home: string;
}

/**
 * Answers `initialize`, for v1 and v2 in one. The check is written by hand, not by schema, because this runs before zod is loaded: an editor waits for it. A
 * property test compares it with the declared schema.
 */
export function initialize(client: ClientFacts, server: Introduction, params: unknown) {
  const name = readClientInfo(params);
  const capabilities = readCapabilities(params);
  const wantsSeq = readWishes(params);
  if (client.initialized) throw new AppError('already_initialized', 'Already initialized', {});
  client.name = name;
  client.capabilities = capabilities;
  client.wantsSeq = wantsSeq;
  return {
    userAgent: server.userAgent(name),
    serverInfo: { name: 'turnwire', version: server.version },
    protocols: ['v1', 'v2'],
    methods: [...WORKING_METHODS],
    codexHome: server.home,
    platformFamily: platform() === 'win32' ? 'windows' : 'unix',
    platformOs: SYSTEMS[platform()] ?? platform(),
  };
}

const SYSTEMS: Partial<Record<NodeJS.Platform, string>> = { darwin: 'macos', win32: 'windows' };

export function readClientInfo(params: unknown): ClientName {
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

/** Only members with an effect here are checked. */
export function readCapabilities(params: unknown): Capabilities | undefined {
  const at = 'params.capabilities';
  const { capabilities } = params as { capabilities?: unknown };
  if (capabilities === undefined || capabilities === null) return undefined;
  if (!isJsonObject(capabilities)) throw expected(at, 'object', capabilities);
  const { experimentalApi = false, optOutNotificationMethods: optOut = [] } = capabilities;
  if (experimentalApi !== null && typeof experimentalApi !== 'boolean')
    throw expected(`${at}.experimentalApi`, 'boolean', experimentalApi);
  if (optOut !== null && !Array.isArray(optOut)) throw expected(`${at}.optOutNotificationMethods`, 'array', optOut);
  for (const [i, method] of (optOut ?? []).entries())
    if (typeof method !== 'string') throw expected(`${at}.optOutNotificationMethods.${i}`, 'string', method);
  return { experimentalApi: experimentalApi === true, optOut: new Set(optOut as string[] | null) };
}

/** Whether the client wants the place of each notification. */
export function readWishes(params: unknown): boolean {
  const at = 'params.turnwire';
  const { turnwire } = params as { turnwire?: unknown };
  if (turnwire === undefined || turnwire === null) return false;
  if (!isJsonObject(turnwire)) throw expected(at, 'object', turnwire);
  const { seq = false } = turnwire;
  if (seq !== null && typeof seq !== 'boolean') throw expected(`${at}.seq`, 'boolean', seq);
  return seq === true;
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
