import { createHash } from 'node:crypto';

/**
 * Names where sealed reasoning comes from: a provider, and the account there. Only they can read it, and any other refuses a request that holds it. The
 * account is not said in clear, for origins are written to rollouts.
 */
export function originName(provider: string, account: string | undefined): string {
  if (account === undefined) return provider;
  return `${provider} ${createHash('sha256').update(account).digest('hex').slice(0, 16)}`;
}
