/** Replaces a secret in a recording. In a replay, it matches any value. */
export const REDACTED = '[redacted]';

/** Members that hold a secret, wherever they are. Counts of tokens have similar names, but are numbers. */
const SECRET_MEMBER =
  /(api[-_]?key|private[-_]?key|token|secret|password|passwd|passphrase|authorization|cookie|credential)s?$/i;
/** Names of environment variables and headers that hold secrets. */
const SECRET_VARIABLE = /(key|token|secret|passw|pwd|auth|cookie|credential)/i;
/** Members whose own members are such variables or headers. */
const ENVIRONMENT = /^env$|environment|_env$|headers$/i;
/** Keys of model providers and code hosts, tokens in the three parts of a JWT, and headers. */
const SECRET_TEXT =
  /\bsk-[A-Za-z0-9_-]{8,}|\b(?:gh[opsur]_|github_pat_|glpat-|xox[abprs]-|AIza|AKIA)[A-Za-z0-9_-]{10,}|\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+|\b(?:Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/g;
/** A secret that is named in a text: `api_key=…`, `"access_token": "…"`. */
const NAMED_SECRET =
  /((?:api[-_]?key|token|secret|password|passwd|passphrase)\\?["']?\s{0,3}[:=]\s{0,3}\\?["']?)[^\s"'\\&,;[\]{}]{6,}/gi;

type Place = 'anywhere' | 'environment' | 'secret';

/** A copy of a JSON value without parts that look like secrets. `place` says what the names around the value mean. */
export function withoutSecrets(value: unknown, place: Place = 'anywhere'): unknown {
  if (typeof value === 'string') return place === 'secret' ? REDACTED : withoutSecretText(value);
  if (Array.isArray(value))
    return isNamedPair(value) ? [value[0], REDACTED] : value.map((part) => withoutSecrets(part, place));
  if (typeof value !== 'object' || value === null) return value;
  const named = namedValue(value);
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name,
      name === named ? REDACTED : withoutSecrets(part, placeOf(name, place)),
    ]),
  );
}

function placeOf(name: string, around: Place): Place {
  if (around === 'secret') return 'secret';
  if ((around === 'environment' ? SECRET_VARIABLE : SECRET_MEMBER).test(name)) return 'secret';
  return ENVIRONMENT.test(name) ? 'environment' : 'anywhere';
}

const withoutSecretText = (text: string): string =>
  text.replace(SECRET_TEXT, REDACTED).replace(NAMED_SECRET, `$1${REDACTED}`);

/** `["Authorization", "…"]`: a header as a pair. */
const isNamedPair = (value: readonly unknown[]): boolean =>
  value.length === 2 && typeof value[0] === 'string' && typeof value[1] === 'string' && SECRET_MEMBER.test(value[0]);

/** `{ name: "Authorization", value: "…" }`: gives `value` when the name is that of a secret. */
function namedValue({ name, key, value }: { name?: unknown; key?: unknown; value?: unknown }): 'value' | undefined {
  const title = name ?? key;
  return typeof title === 'string' && typeof value === 'string' && SECRET_MEMBER.test(title) ? 'value' : undefined;
}
