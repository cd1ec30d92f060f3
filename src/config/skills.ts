import { isDeepStrictEqual } from 'node:util';
import { stringify } from 'smol-toml';
import type { SkillRules, SkillSelector } from '../core/ports/index.js';
import { isTable, parseToml, type TomlTable } from './toml.js';
import { editToml, endOfLine, withoutParts } from './toml-edit.js';
import { outlineOf } from './toml-outline.js';
import type { Project } from './trust.js';

/** Reads a `[skills]` table. The last `[[skills.config]]` that names a skill counts; one that cannot be read has no effect. */
export function skillRules(skills: unknown, { isTrusted }: Project): SkillRules {
  const rules = rulesOf(skills).filter(({ enabled }) => typeof enabled === 'boolean');
  return {
    trustsProject: isTrusted,
    offered: !(isTable(skills) && skills.include_instructions === false),
    isEnabled: ({ name, path }) =>
      rules.findLast((rule) => rule.name === name || rule.path === path)?.enabled !== false,
  };
}

/** The text with a skill switched on, which takes its rules away, or off, which adds one. Comments stay. Throws `ConfigError`. */
export function withSkillSwitch(text: string, skill: SkillSelector, enabled: boolean, path: string): string {
  const isOfSkill = (rule: unknown): boolean =>
    isTable(rule) && Object.entries(skill).every(([key, value]) => rule[key] === value);
  const rules = configOf(parseToml(text, path).skills);
  const kept = rules.filter((rule) => !isOfSkill(rule));
  const same = rules.find(isOfSkill);
  const isOff = isTable(same) && same.enabled === false && kept.length === rules.length - 1;
  if (enabled ? kept.length === rules.length : isOff) return text;
  const places = rules.flatMap((rule, place) => (isOfSkill(rule) ? [place] : []));
  const without = places.reduceRight((rest, place) => withoutRule(rest, place, path), text);
  return enabled ? without : withRule(without, { ...skill, enabled }, path);
}

function withoutRule(text: string, place: number, path: string): string {
  const rules = configOf(parseToml(text, path).skills);
  const kept = rules.toSpliced(place, 1);
  const result = withoutParts({ text, ...outlineOf(text) }, ['skills', 'config', place]);
  if (result !== undefined && isDeepStrictEqual(configIn(result), kept)) return result;
  return editToml(text, { table: ['skills'], key: 'config', value: kept }, path);
}

function withRule(text: string, rule: object, path: string): string {
  const rules = configOf(parseToml(text, path).skills);
  const end = endOfLine(text);
  const gap = text === '' ? '' : text.endsWith('\n') ? end : end + end;
  const lines = ['[[skills.config]]', ...stringify(rule).trimEnd().split('\n')].join(end);
  const result = `${text}${gap}${lines}${end}`;
  const said = configIn(result);
  if (said?.length === rules.length + 1) return result;
  return editToml(text, { table: ['skills'], key: 'config', value: [...rules, rule] }, path);
}

/** Undefined when the text is not TOML: then another way to write it is taken. */
function configIn(text: string): unknown[] | undefined {
  try {
    return configOf(parseToml(text, '').skills);
  } catch {
    return undefined;
  }
}

const configOf = (skills: unknown): unknown[] =>
  isTable(skills) && Array.isArray(skills.config) ? (skills.config as unknown[]) : [];

const rulesOf = (skills: unknown): TomlTable[] => configOf(skills).filter(isTable);
