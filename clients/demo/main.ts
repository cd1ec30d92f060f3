import { parseArgs } from 'node:util';
import { commands, keep, patches, talk } from './chapters.js';
import { Screen } from './screen.js';
import { Stage } from './stage.js';
import { threads } from './threads.js';

const USAGE = `npm run demo -- [--v2] [--raw] [--live [--model NAME]]
  --v2     speak protocol v2 (threads) instead of v1 (conversations)
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
const screen = new Screen(process.stdout, process.env);
const stage = new Stage({ screen, raw: options.raw, ...(options.live ? { live } : {}) });
try {
  if (options.v2) await threads(stage, { acting: !options.live });
  else {
    const conversation = await talk(stage);
    await keep(stage, conversation);
    // A real model would run commands of its own choice.
    if (!options.live) {
      await commands(stage);
      await patches(stage);
    }
  }
  stage.title('That was Turnwire. The scratch home and workspace are removed now.');
} finally {
  await stage.end();
}
