import { parseArgs } from 'node:util';
import { acts, keep, talk } from './chapters.js';
import { Screen } from './screen.js';
import { Stage } from './stage.js';
import { conversations } from './v1.js';

const USAGE = `npm run demo -- [--v2] [--raw] [--live [--model NAME]]
  --v2     protocol v2 (threads) alone; without it, a client of v1 (conversations) continues one of the threads
  --raw    print the lines on the wire instead
  --live   ask a real endpoint of the Responses API: OPENAI_API_KEY, and OPENAI_BASE_URL for one other than OpenAI's
`;

const { values: options } = parseArgs({
  options: {
    v2: { type: 'boolean', default: false },
    raw: { type: 'boolean', default: false },
    live: { type: 'boolean', default: false },
    model: { type: 'string', default: 'gpt-5-codex' },
    help: { type: 'boolean', default: false },
  },
});
if (options.help || (options.live && !process.env.OPENAI_API_KEY)) {
  process.stderr.write(options.help ? USAGE : `--live needs OPENAI_API_KEY\n\n${USAGE}`);
  process.exit(options.help ? 0 : 2);
}

const live = { model: options.model, baseUrl: process.env.OPENAI_BASE_URL ?? 'https://api.openai.com/v1' };
const screen = new Screen(process.stdout, { env: process.env, raw: options.raw });
const stage = new Stage(screen, options.live ? live : undefined);
// A real model would run commands of its own choice.
const acting = !options.live;
try {
  const thread = await talk(stage);
  const fork = await keep(stage, thread);
  if (acting) await acts(stage);
  if (!options.v2) await conversations(stage, fork.id, { acting });
  screen.title('That was Turnwire. The scratch home and workspace are removed now.');
} finally {
  await stage.end();
}
