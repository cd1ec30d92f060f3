/** Stands for a secret in a recording, and for any value when it is replayed. */
export const REDACTED = '[redacted]';

/** Members that hold a secret, wherever they are. Counts of tokens have similar names, but are numbers. */
const SECRET_MEMBER = /(api_?key|token|secret|passw|authorization|cookie|credential)s?$/i;
/** Variables of an environment have names of their own. */
const SECRET_VARIABLE = /(key|token|secret|passw|pwd|auth|cookie|credential)/i;
/** Keys of model providers, tokens in the three parts of a JWT, and headers. */
const SECRET_TEXT =
  /\bsk-[A-Za-z0-9_-]{8,}|\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+|\bBearer\s+[A-Za-z0-9._~+/=-]{8,}/g;

/** A copy of a JSON value without what looks like a secret. */
export function withoutSecrets(value: unknown, isEnvironment = false): unknown {
  if (typeof value === 'string') return value.replace(SECRET_TEXT, REDACTED);
  if (Array.isArray(value)) return value.map((part) => withoutSecrets(part, isEnvironment));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => {
      const isSecret = typeof part === 'string' && (isEnvironment ? SECRET_VARIABLE : SECRET_MEMBER).test(name);
      return [name, isSecret ? REDACTED : withoutSecrets(part, /^env$|environment|_env$|^http_headers$/i.test(name))];
    }),
  );
}
