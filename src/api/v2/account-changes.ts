import { PlanType } from '../../../protocol/v2/rate-limits.js';
import type { Api } from './api.js';

/** Notifies the client of each sign-in and sign-out, in this window or another, in the protocol that it speaks, until it disconnects. */
export function tellOfAccounts({ session, threads, accounts }: Api): void {
  const forget = accounts.onChange(({ method }) => {
    if (!session.initialized) return;
    if (!threads.active)
      return session.notify('authStatusChange', { authMethod: method === 'chatgptAuthTokens' ? 'chatgpt' : method });
    const planType = method === 'chatgpt' || method === 'chatgptAuthTokens' ? planOf(accounts.plan()) : null;
    threads.notify('account/updated', { authMode: method ?? null, planType, reason: null });
  });
  session.untilEnd(forget);
}

/** Plans that no declaration knows are `unknown`. */
export function planOf(plan: string | undefined): PlanType | null {
  if (plan === undefined) return null;
  return PlanType().safeParse(plan).data ?? 'unknown';
}
