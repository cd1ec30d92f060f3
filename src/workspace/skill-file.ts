/** The header of a `SKILL.md`. */
export interface SkillHead {
  readonly name: string;
  readonly description: string;
  readonly shortDescription?: string | undefined;
}

const MAX_NAME = 64;

/** Reads the head of a `SKILL.md`: the lines between two lines of dashes. Throws an error that says what is missing. `folder` names a skill without a name. */
export function readSkillHead(text: string, folder: string): SkillHead {
  const match = /^\uFEFF?---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|$)/s.exec(text);
  if (!match) throw new Error('missing YAML frontmatter delimited by ---');
  const fields = readFields((match[1] ?? '').split(/\r?\n/));
  const name = fields.get('name') || folder;
  const description = fields.get('description');
  if (!description) throw new Error('missing field `description`');
  if (name.length > MAX_NAME) throw new Error(`invalid name: exceeds maximum length of ${MAX_NAME} characters`);
  return { name, description, shortDescription: fields.get('metadata.short-description') || undefined };
}

/** Reads the `agents/openai.yaml` of a skill: whether the model may use the skill when no message names it. */
export function allowsImplicitUse(text: string): boolean {
  return !/^(false|no|off)$/i.test(readFields(text.split(/\r?\n/)).get('policy.allow_implicit_invocation') ?? '');
}

/** The texts of a YAML mapping two levels deep. Everything else is skipped, because it is not needed here. */
function readFields(lines: readonly string[]): Map<string, string> {
  const fields = new Map<string, string>();
  let top = '';
  let last = '';
  for (const line of lines) {
    const [, indent = '', key, value = ''] = /^(\s*)([\w-]+):(?:\s+(.*))?$/.exec(line) ?? [];
    const isText = last !== '' && fields.get(last) !== '' && indent !== '';
    if (key !== undefined && !isText) {
      last = indent === '' ? key : `${top}.${key}`;
      if (indent === '') top = key;
      fields.set(last, value);
    } else if (last !== '' && /^\s+\S/.test(line)) fields.set(last, `${fields.get(last)} ${line.trim()}`);
  }
  return new Map([...fields].map(([key, value]) => [key, plain(value)]));
}

/** One line of text: without the mark of a block, quotes and repeated blanks. */
function plain(value: string): string {
  const text = value.replace(/^[|>][+-]?\d?(?=\s|$)/, '').trim();
  const inner = /^'(.*)'$/s.exec(text)?.[1]?.replaceAll("''", "'") ?? doubleQuoted(text) ?? text;
  return inner.replace(/\s+/g, ' ').trim();
}

function doubleQuoted(text: string): string | undefined {
  if (!/^".*"$/s.test(text)) return undefined;
  try {
    return JSON.parse(text) as string;
  } catch {
    return text.slice(1, -1);
  }
}
