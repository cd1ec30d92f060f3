import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRules, ruleLine } from '../../../src/tools/rules/rule-file.js';

describe('a file of rules', () => {
  test('has what the reference writes, and comments', () => {
    const text = `# mine
prefix_rule(pattern=["touch", "x1"], decision="allow")

prefix_rule( # two of them
    pattern = ["rm", ["-rf", "-r",],],
    decision = "forbidden",
    justification = "it is, [gone], # for good",
)
prefix_rule(decision="prompt", pattern=["say", "a, b]"])
`;
    expect(readRules(text)).toEqual({
      unknownAt: undefined,
      rules: [
        { pattern: [['touch'], ['x1']], decision: 'allow' },
        { pattern: [['rm'], ['-rf', '-r']], decision: 'forbidden', justification: 'it is, [gone], # for good' },
        { pattern: [['say'], ['a, b]']], decision: 'prompt' },
      ],
    });
    expect(readRules('')).toEqual({ rules: [], unknownAt: undefined });
  });

  test.each<[string]>([
    ['this is ( broken'],
    ['x = 1'],
    ['prefix_rule(pattern=["a"])'],
    ['prefix_rule(pattern=["a"], decision="perhaps")'],
    ['prefix_rule(pattern=[], decision="allow")'],
    ['prefix_rule(pattern=[[]], decision="allow")'],
    ['prefix_rule(pattern=["a", 1], decision="allow")'],
    ['prefix_rule(pattern=["a"] + ["b"], decision="allow")'],
    ['prefix_rule(pattern=[\'a\'], decision="allow")'],
    ['prefix_rule(pattern=["a"], pattern=["b"], decision="allow")'],
    ['prefix_rule(pattern=["a"], decision="allow", match=[["a"]])'],
    ['prefix_rule(pattern=["a"], decision="allow") if False else 1'],
    ['if False: prefix_rule(pattern=["a"], decision="allow")'],
    ['"prefix_rule(pattern=["a"], decision="allow")"'],
    ['network_rule(host="x", decision="allow")'],
    ['prefix_rule(pattern=["a"], decision="allow"'],
    ['prefix_rule(pattern=["a\\\n"], decision="allow")'],
  ])('is not understood: %s', (line) => {
    const { rules, unknownAt } = readRules(`prefix_rule(pattern=["x", "y"], decision="prompt")\n${line}\n`);
    expect(rules).toEqual([{ pattern: [['x'], ['y']], decision: 'prompt' }]);
    expect(unknownAt).toBe(2);
  });

  test('gives back every rule that was written into it', () => {
    const word = fc.oneof(fc.string(), fc.constantFrom('"', '\\', '],', '#', 'a b', '(', 'ü🙂', '\\"'));
    fc.assert(
      fc.property(fc.array(fc.array(word, { minLength: 1 }), { minLength: 1 }), (patterns) => {
        const kept = patterns.filter((pattern) => ruleLine(pattern) !== undefined);
        const { rules, unknownAt } = readRules(kept.map(ruleLine).join(''));
        expect(unknownAt).toBeUndefined();
        expect(rules.map(({ pattern }) => pattern.map(([first]) => first))).toEqual(kept);
      }),
    );
    expect(ruleLine(['touch', 'a\nb'])).toBeUndefined();
  });
});
