import type { Api } from './api.js';

/** Tells what is odd about the configuration. Called once the reply is written to a request that has looked at it. */
export function tellFindings({ session, settings }: Api): void {
  for (const finding of settings.findings()) session.tellOnce(finding);
}
