import { jsonOf } from '../../domain/json.js';
/*
 * Rules for commands as the reference keeps them (`$CODEX_HOME/rules/*.rules`): calls of `prefix_rule`. 0.171 reads a whole language there. Only
 * the form that it writes is read here; anything else is reported as not understood.
 */

export type RuleDecision = 'allow' | 'prompt' | 'forbidden';

/** Which commands it is about: those that begin with these words. If there are several words for one place, any of them matches. */
export interface Rule {
  readonly pattern: readonly (readonly string[])[];
  readonly decision: RuleDecision;
  readonly justification?: string | undefined;
}

export interface RuleFile {
  readonly rules: readonly Rule[];
  /** The line of what is not understood; undefined when all is. */
  readonly unknownAt: number | undefined;
}

/** The line of a rule, as the reference writes it. Undefined for words that the form cannot hold as they are. */
export function ruleLine(pattern: readonly string[]): string | undefined {
  const isPlain = pattern.every((word) => !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(word));
  const words = pattern.map((word) => JSON.stringify(word)).join(', ');
  return isPlain ? `prefix_rule(pattern=[${words}], decision="allow")\n` : undefined;
}

export function readRules(text: string): RuleFile {
  const rules: Rule[] = [];
  let unknownAt: number | undefined;
  for (const { source, line } of statements(text)) {
    const rule = readRule(source);
    if (rule) rules.push(rule);
    else unknownAt ??= line;
  }
  return { rules, unknownAt };
}

const STRING = /"(?:[^"\\\n]|\\["\\/bfnrt])*"/;
const COMMENT = /#[^\n]*/;

/** Splits the text into calls, each from its name to its closing bracket, and the text between them. */
function statements(text: string): { source: string; line: number }[] {
  const found: { source: string; line: number }[] = [];
  const token = new RegExp(`${STRING.source}|${COMMENT.source}|[()\\[\\]]|\\n|[^"#()\\[\\]\\n]+|"`, 'g');
  let [source, depth, line, start] = ['', 0, 1, 1];
  const end = (): void => {
    if (source.trim() !== '') found.push({ source: source.trim(), line: start });
    source = '';
  };
  for (const [part] of text.matchAll(token)) {
    if (source.trim() === '') start = line;
    if (part === '\n') line++;
    if (part.startsWith('#')) continue;
    if (part === '(' || part === '[') depth++;
    if (part === ')' || part === ']') depth = Math.max(0, depth - 1);
    if (part === '\n' && depth === 0) end();
    else source += part;
  }
  end();
  return found;
}

const FIELD = new RegExp(
  `^\\s*(pattern|decision|justification)\\s*=\\s*(\\[.*?\\](?=\\s*(?:,\\s*[a-z_]+\\s*=|,?\\s*$))|${STRING.source})\\s*(?:,|$)`,
  's',
);

function readRule(source: string): Rule | undefined {
  let rest = /^prefix_rule\s*\((.*)\)$/s.exec(source)?.[1];
  const fields = new Map<string, unknown>();
  while (rest !== undefined && rest.trim() !== '') {
    const [whole = '', name = '', value = ''] = FIELD.exec(rest) ?? [];
    if (whole === '' || fields.has(name)) return undefined;
    fields.set(name, parsed(value));
    rest = rest.slice(whole.length);
  }
  const pattern = readPattern(fields.get('pattern'));
  const decision = fields.get('decision');
  const justification = fields.get('justification');
  if (pattern === undefined || !isDecision(decision)) return undefined;
  if (justification === undefined) return { pattern, decision };
  return typeof justification === 'string' ? { pattern, decision, justification } : undefined;
}

/** Lists and texts are written as in JSON. A comma after the last element is allowed. */
const parsed = (value: string): unknown =>
  jsonOf(value.replace(/,\s*\]/g, (end, at: number) => (inText(value, at) ? end : ']')));

const inText = (value: string, at: number): boolean =>
  [...value.matchAll(new RegExp(STRING, 'g'))].some(({ index, 0: text }) => index < at && at < index + text.length);

function readPattern(value: unknown): string[][] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const places = value.map((place) => (Array.isArray(place) ? place : [place]));
  return places.every((place) => place.length > 0 && place.every((word) => typeof word === 'string'))
    ? places
    : undefined;
}

const isDecision = (value: unknown): value is RuleDecision =>
  value === 'allow' || value === 'prompt' || value === 'forbidden';
