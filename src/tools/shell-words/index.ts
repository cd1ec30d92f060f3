// Placeholder until the real reading of commands is here; its author replaces this file.
import type { ParsedCommand } from '../../../protocol/core/exec-events.js';

export const isKnownSafe = async (_argv: readonly string[]): Promise<boolean> => false;
export const isDangerous = async (_argv: readonly string[]): Promise<boolean> => false;
export const describeCommand = async (argv: readonly string[]): Promise<ParsedCommand[]> => [
  { type: 'unknown', cmd: argv.join(' ') },
];
