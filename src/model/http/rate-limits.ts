import type { RateLimitSnapshot, RateLimitWindow } from '../../../protocol/rollout/turn-events.js';

type Header = (name: string) => string | undefined;

/** The limits that the provider states in the headers of an answer (C72). */
export function readRateLimits(header: Header): RateLimitSnapshot {
  return { primary: readWindow(header, 'primary'), secondary: readWindow(header, 'secondary') };
}

function readWindow(header: Header, which: string): RateLimitWindow | null {
  const used = Number.parseFloat(header(`x-codex-${which}-used-percent`) ?? '');
  if (!Number.isFinite(used)) return null;
  const minutes = readInteger(header(`x-codex-${which}-window-minutes`));
  const resets = readInteger(header(`x-codex-${which}-reset-after-seconds`));
  if (used === 0 && !minutes && !resets) return null;
  return { used_percent: used, window_minutes: minutes, resets_in_seconds: resets };
}

function readInteger(text: string | undefined): number | null {
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : null;
}
