import { AppError } from '../../protocol/errors.js';

const UUID = /^(?:urn:uuid:)?\{?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})\}?$/i;

/** The one spelling of a UUID; clients may write it plain, in braces, as a URN, in any case (v1-protocol §2.2). */
export function canonicalId(text: string, path = 'params.conversationId'): string {
  const match = UUID.exec(text);
  if (!match)
    throw new AppError('invalid_request', `Invalid request: ${path}: expected a UUID`, {
      path,
      reason: 'expected a UUID',
    });
  return match.slice(1).join('-').toLowerCase();
}
