import { readFileSync } from 'node:fs';
import { until } from '../../support/until.js';
import type { Scenario } from '../scenario.js';

export default {
  name: 'notify: a program is told of the end of a turn',
  model: [{ text: 'one' }, { text: 'two' }, { fail: { status: 400 } }],
  // The next conversation works in the folder with what the program got.
  config: `notify = ["sh", "-c", 'printf "%s\\n" "$1" >> "$CODEX_HOME/told"', "notify"]`,
  async steps(client) {
    const told = async (count: number) => {
      const lines = await until(`${count} notices`, () => {
        try {
          const found = readFileSync(`${client.server.home}/told`, 'utf8').split('\n').slice(0, -1);
          return found.length >= count ? found : undefined;
        } catch {
          return undefined;
        }
      });
      await client.call('newConversation', { cwd: `/told/${lines[count - 1]}` });
    };
    await client.begin();
    await client.turn('first');
    await told(1);
    await client.turn('second');
    await told(2);
    await client.turn('third');
  },
} satisfies Scenario;
