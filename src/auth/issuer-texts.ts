import * as z from 'zod';

const Refusal = z.lazy(() =>
  z.looseObject({
    error: z
      .union([z.string(), z.looseObject({ message: z.string().optional(), code: z.string().optional() })])
      .optional(),
    error_description: z.string().optional(),
  }),
);

/** The reason of a refusal by an issuer, in either of the known forms. */
export function explanation(body: unknown): string {
  const { data } = Refusal.safeParse(body);
  const error = typeof data?.error === 'object' ? (data.error.message ?? data.error.code) : data?.error;
  return [error, data?.error_description].filter((text) => text !== undefined).join(', ');
}

const MAX_REASON = 300;

/** An issuer may quote the request. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== '')
    .reduce((clean, secret) => clean.replaceAll(secret, '[redacted]'), text)
    .slice(0, MAX_REASON);
}
