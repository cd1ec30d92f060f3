import { createHash, timingSafeEqual } from 'node:crypto';
import { resolve } from 'node:path';
import { readRegularFileSync } from '../../os/open-regular-file.js';
import { hideFromCommands } from '../../process/sandbox/secrets.js';
import { usageError } from './address.js';
import { type JwtRules, jwtProblem } from './jwt.js';

/** The options about who may connect to a websocket, as they were given. */
export interface AuthOptions {
  readonly 'ws-auth'?: string | undefined;
  readonly 'ws-token-file'?: string | undefined;
  readonly 'ws-token-sha256'?: string | undefined;
  readonly 'ws-shared-secret-file'?: string | undefined;
  readonly 'ws-issuer'?: string | undefined;
  readonly 'ws-audience'?: string | undefined;
  readonly 'ws-max-clock-skew-seconds'?: string | undefined;
}

/** Checks the header `Authorization`, and returns the reason when it is refused. */
export type Authenticator = (authorization: string | undefined) => string | undefined;

const MODES = ['capability-token', 'signed-bearer-token'];
const MAX_SECRET_BYTES = 64 * 1024;
const LEAST_SECRET_BYTES = 32;
const DEFAULT_SKEW_SECONDS = 30;

/** Undefined without options. Throws an error that says which options do not fit, or what is wrong with a file. */
export function readAuth(options: AuthOptions, cwd: string, now: () => number = Date.now): Authenticator | undefined {
  const mode = options['ws-auth'];
  checkCombination(options, mode);
  if (mode === undefined) return undefined;
  if (mode === 'capability-token') return capabilityToken(tokenDigest(options, cwd));
  return signedToken(jwtRules(options, cwd), now);
}

/** The texts are the same as in the reference. */
function checkCombination(options: AuthOptions, mode: string | undefined): void {
  const { 'ws-token-file': file, 'ws-token-sha256': digest, 'ws-shared-secret-file': secretFile } = options;
  const { 'ws-issuer': issuer, 'ws-audience': audience, 'ws-max-clock-skew-seconds': skew } = options;
  const ofToken = [file, digest].some((value) => value !== undefined);
  const ofSigned = [secretFile, issuer, audience, skew].some((value) => value !== undefined);
  if (mode !== undefined && !MODES.includes(mode))
    throw usageError(`invalid value '${mode}' for '--ws-auth <MODE>'; possible values: ${MODES.join(', ')}`);
  if (skew !== undefined && !/^\d{1,15}$/.test(skew))
    throw usageError(`invalid value '${skew}' for '--ws-max-clock-skew-seconds <SECONDS>': expected a whole number`);
  if (mode === undefined && (ofToken || ofSigned))
    throw new Error('websocket auth flags require `--ws-auth capability-token` or `--ws-auth signed-bearer-token`');
  if (mode === 'capability-token') {
    if (ofSigned)
      throw new Error(
        '`--ws-shared-secret-file`, `--ws-issuer`, `--ws-audience`, and `--ws-max-clock-skew-seconds` require `--ws-auth signed-bearer-token`',
      );
    if (file !== undefined && digest !== undefined)
      throw new Error('`--ws-token-file` and `--ws-token-sha256` are mutually exclusive');
    if (!ofToken)
      throw new Error('`--ws-token-file` or `--ws-token-sha256` is required when `--ws-auth capability-token` is set');
  }
  if (mode === 'signed-bearer-token') {
    if (ofToken)
      throw new Error(
        '`--ws-token-file` and `--ws-token-sha256` require `--ws-auth capability-token`, not `signed-bearer-token`',
      );
    if (secretFile === undefined)
      throw new Error('`--ws-shared-secret-file` is required when `--ws-auth signed-bearer-token` is set');
  }
}

function tokenDigest(options: AuthOptions, cwd: string): Buffer {
  const { 'ws-token-file': file, 'ws-token-sha256': hex = '' } = options;
  if (file !== undefined) return sha256(readSecret(resolve(cwd, file)));
  if (!/^[\da-f]{64}$/i.test(hex)) throw new Error('--ws-token-sha256 must be a 64-character hex SHA-256 digest');
  return Buffer.from(hex, 'hex');
}

function jwtRules(options: AuthOptions, cwd: string): JwtRules {
  const file = resolve(cwd, options['ws-shared-secret-file'] ?? '');
  const secret = readSecret(file);
  if (Buffer.byteLength(secret) < LEAST_SECRET_BYTES)
    throw new Error(`signed websocket bearer secret ${file} must be at least ${LEAST_SECRET_BYTES} bytes`);
  return {
    secret,
    issuer: options['ws-issuer'],
    audience: options['ws-audience'],
    skewSeconds: Number(options['ws-max-clock-skew-seconds'] ?? DEFAULT_SKEW_SECONDS),
  };
}

function readSecret(path: string): string {
  let text: string;
  try {
    hideFromCommands(path);
    text = readRegularFileSync(path, { maxBytes: MAX_SECRET_BYTES }).toString().trim();
  } catch (e) {
    throw new Error(`failed to read websocket auth secret ${path}: ${(e as Error).message}`);
  }
  if (text === '') throw new Error(`websocket auth secret ${path} must not be empty`);
  return text;
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

/** One secret that all clients share. Digests of equal length are compared, so that the time of the comparison reveals nothing. */
export function capabilityToken(digest: Buffer): Authenticator {
  return withToken((token) => (timingSafeEqual(sha256(token), digest) ? undefined : 'invalid websocket bearer token'));
}

export const tokenAuthenticator = (token: string): Authenticator => capabilityToken(sha256(token));

/** A token that names its maker and its end, signed with a secret. */
const signedToken = (rules: JwtRules, now: () => number): Authenticator =>
  withToken((token) => jwtProblem(token, rules, now() / 1000));

function withToken(problemOf: (token: string) => string | undefined): Authenticator {
  return (authorization) => {
    if (authorization === undefined) return 'missing websocket bearer token';
    const [, token] = /^bearer +(\S.*)$/i.exec(authorization) ?? [];
    return token === undefined ? 'invalid authorization header' : problemOf(token);
  };
}
