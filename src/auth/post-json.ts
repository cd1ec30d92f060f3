import { askIssuer, type Question } from './ask-issuer.js';

export interface JsonPost extends Omit<Question, 'method' | 'body'> {
  readonly body: object;
}

export interface JsonAnswer {
  readonly status: number;
  readonly statusText: string;
  /** Undefined when it is no JSON. */
  readonly body: unknown;
}

/** Posts JSON and gives the answer, whatever its status. Rejects when there is none. */
export async function postJson({ headers, body, ...question }: JsonPost): Promise<JsonAnswer> {
  const { text, ...answer } = await askIssuer({
    ...question,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { ...answer, body: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
