import { ModelError } from '../../core/ports/index.js';

const PRICING = 'https://openai.com/chatgpt/pricing';
const HIT = "You've hit your usage limit.";

/** The text for a used-up limit; it depends on the plan of the account (C71). */
export function usageLimit(
  provider: string,
  plan: string | undefined,
  resetsInSeconds: number | undefined,
): ModelError {
  const message = textFor(plan?.toLowerCase(), resetsInSeconds);
  const resets = resetsInSeconds === undefined ? {} : { resetsInSeconds: Math.trunc(resetsInSeconds) };
  return new ModelError(message, {
    final: true,
    failure: { code: 'model_rate_limited', provider, reason: 'usage_limit_reached', ...resets },
  });
}

function textFor(plan: string | undefined, resetsInSeconds: number | undefined): string {
  const when = resetsInSeconds === undefined ? 'again later' : `again in ${span(resetsInSeconds)}`;
  switch (plan) {
    case 'plus':
      return `${HIT} Upgrade to Pro (${PRICING}) or try ${when}.`;
    case 'team':
    case 'business':
      return `${HIT} To get more access now, send a request to your admin or try ${when}.`;
    case 'free':
      return `${HIT} Upgrade to Plus to continue using Codex (${PRICING}).`;
    default:
      return `${HIT} Try ${when}.`;
  }
}

/** `1 day 2 hours 3 minutes`. */
function span(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const parts = [
    [Math.floor(minutes / 1440), 'day'],
    [Math.floor(minutes / 60) % 24, 'hour'],
    [minutes % 60, 'minute'],
  ] as const;
  const units = parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`);
  return units.length > 0 ? units.join(' ') : 'less than a minute';
}
