export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The monotonic clock, which the model's stamps use too. */
export const nowMs = () => Number(process.hrtime.bigint()) / 1e6;

const sorted = (xs) => [...xs].sort((a, b) => a - b);

export function quantile(xs, q) {
  const s = sorted(xs);
  return s[Math.min(s.length - 1, Math.floor(q * s.length))];
}

export function median(xs) {
  const s = sorted(xs);
  const half = s.length >> 1;
  return s.length % 2 ? s[half] : (s[half - 1] + s[half]) / 2;
}

export function check(ok, why) {
  if (!ok) throw new Error(why);
}
