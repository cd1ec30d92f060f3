import { ENVELOPE_ERRORS, ERRORS, type ErrorCode } from '../../protocol/errors.js';
import { errorData } from '../../protocol/turnwire/index.js';
import { ERRORS_PAGE } from './reference-pages.js';
import { declaration, slug } from './reference-types.js';
import { GENERATED } from './type-files.js';

/** The codes of a method, each leading to its section on the page of errors. */
export const errorLinks = (codes: readonly ErrorCode[]) =>
  codes.length === 0
    ? `those of [any request](${ERRORS_PAGE}#any-request) only.`
    : codes.map((code) => `[\`${code}\`](${ERRORS_PAGE}#${slug(code)})`).join(', ');

/** The page of errors: each code of the catalogue with its data. */
export function errorPage(): string {
  const codes = Object.keys(ERRORS) as ErrorCode[];
  return `${[
    `<!-- ${GENERATED} -->\n# Errors\n\n${INTRODUCTION}`,
    '## Any request',
    ...codes.filter((code) => isEnvelope(code)).map(section),
    '## Where they are listed',
    ...codes.filter((code) => !isEnvelope(code)).map(section),
  ].join('\n\n')}\n`;
}

const INTRODUCTION = `\`error.code\` is the number, and \`error.data\` holds the word as \`code\` with the fields beside it. A client decides by the word: several
words have the same number. *May work later*: the same request may succeed without a change. New words may be added; a client takes one
that it does not know as a failure.`;

const isEnvelope = (code: ErrorCode) => (ENVELOPE_ERRORS as readonly ErrorCode[]).includes(code);

function section(code: ErrorCode): string {
  const { rpc, retry, doc } = ERRORS[code];
  const data = declaration(errorData[code], ERRORS_PAGE, new Map());
  return `### ${code}\n\n${doc}${retry ? ' *May work later.*' : ''} Number ${rpc}; data:\n\n${data}`;
}
