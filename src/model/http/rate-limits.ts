import type { RateLimits, RateLimitWindow } from '../../domain/token-usage.js';

type Header = (name: string) => string | undefined;

/** The limits that the provider states in the headers of an answer (C72). `now` in milliseconds since the epoch. */
export function readRateLimits(header: Header, now: number): RateLimits {
  return { primary: readWindow(header, 'primary', now), secondary: readWindow(header, 'secondary', now) };
}

function readWindow(header: Header, which: string, now: number): RateLimitWindow | null {
  const used = Number.parseFloat(header(`x-codex-${which}-used-percent`) ?? '');
  if (!Number.isFinite(used)) return null;
  const minutes = readInteger(header(`x-codex-${which}-window-minutes`));
  const at = readInteger(header(`x-codex-${which}-reset-at`));
  const after = readInteger(header(`x-codex-${which}-reset-after-seconds`));
  const resets = after ?? (at === null ? null : Math.max(0, at - Math.floor(now / 1000)));
  if (used === 0 && !minutes && !resets) return null;
  const window = { used_percent: used, window_minutes: minutes, resets_in_seconds: resets };
  return at === null ? window : { ...window, resets_at: at };
}

function readInteger(text: string | undefined): number | null {
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : null;
}
