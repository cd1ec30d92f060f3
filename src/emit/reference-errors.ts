import { ERROR_SHAPES } from '../../protocol/error-shapes.js';
import { ENVELOPE_ERRORS, ERRORS, type ErrorCode } from '../../protocol/errors.js';
import { errorData } from '../../protocol/turnwire/index.js';

/** The codes of a method, each leading to its row below. */
export const errorLinks = (codes: readonly ErrorCode[]) =>
  codes.length === 0 ? 'those of the envelope only.' : codes.map((code) => `[\`${code}\`](#errors)`).join(', ');

export function errorSection(): string {
  const codes = Object.keys(ERRORS) as ErrorCode[];
  const envelope = codes.filter((code) => isEnvelope(code));
  const rest = codes.filter((code) => !isEnvelope(code));
  return [
    '## Errors',
    '`error.code` is the number, `error.data.code` the word, and `error.data` holds the fields beside it. *Again*: the same request may work later.',
    `Any request:\n\n${table(envelope)}`,
    `Where they are listed:\n\n${table(rest)}`,
  ].join('\n\n');
}

const isEnvelope = (code: ErrorCode) => (ENVELOPE_ERRORS as readonly ErrorCode[]).includes(code);

function table(codes: readonly ErrorCode[]): string {
  const rows = codes.map((code) => {
    const { rpc, retry, doc } = ERRORS[code];
    const fields = Object.keys(ERROR_SHAPES[code]()).map((field) => `\`${field}\``);
    const link = `[\`${code}\`](turnwire/${errorData[code].typeName}.ts)`;
    return `| ${link} | ${rpc} | ${retry ? 'yes' : ''} | ${fields.join(', ')} | ${doc} |`;
  });
  return ['| code | number | again | data | meaning |', '| --- | --- | --- | --- | --- |', ...rows].join('\n');
}
