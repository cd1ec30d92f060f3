import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { expect, test } from 'vitest';
import { runCommand } from '../support/command.js';
import { HOSTILE, hostileReplies } from '../support/hostile-thread.js';
import { startModelPeer } from '../support/model-peer.js';
import { scratchFolder } from '../support/scratch.js';

/** Set it to keep the pictures, and look at them. */
const PICTURES = process.env.PICTURES;

test('a browser shows the page of a conversation, runs nothing of it, and asks nobody', {
  timeout: 60_000,
}, async () => {
  await using scratch = await scratchFolder('page');
  await using peer = await startModelPeer(hostileReplies());
  await scratch.write('config.toml', peer.config());
  const home = scratch.path;
  const options = ['-s', 'danger-full-access', '-C', home];
  const run = await runCommand(home, ['exec', '--json', ...options, HOSTILE]);
  const id = JSON.parse(run.stdout.split('\n', 1)[0] as string).thread_id as string;
  const { stdout } = await runCommand(home, ['show', id, '--html']);
  const path = join(home, 'page.html');
  writeFileSync(path, stdout);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-zygote'],
  });
  try {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [400, 1000]) {
        const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
        const seen: string[] = [];
        page.on('dialog', (dialog) => {
          seen.push(`dialog ${dialog.message()}`);
          void dialog.dismiss();
        });
        page.on('request', (request) => seen.push(request.url()));
        page.on('console', (message) => seen.push(message.text()));
        await page.goto(`file://${path}`);
        for (const summary of await page.locator('summary').all()) await summary.click();
        expect(seen).toEqual([`file://${path}`]);
        expect(await page.locator('section.user').textContent()).toContain('<script>alert(1)</script>');
        // Nothing is wider than the window.
        expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
        if (PICTURES) await page.screenshot({ path: `${PICTURES}/${colorScheme}-${width}.png`, fullPage: true });
        await page.close();
      }
    }
  } finally {
    await browser.close();
  }
  expect(readFileSync(path, 'utf8')).toBe(stdout);
});
