import type { Api } from './api.js';

/** Tells what is odd about the configuration and the sign-in. Called once the reply is written to a request that has looked at it. */
export function tellFindings({ session, settings, accounts }: Api): void {
  for (const finding of [...settings.findings(), ...accounts.findings()]) session.reportOnce(finding);
}
