import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { examplesOf } from '../support/examples.js';
import { until } from '../support/until.js';
import { freePort, type Place } from './place.js';

/** What every user has to set, as the page says it; the rest only keeps the window quiet. */
const [CODEX] = examplesOf('docs/vscode.md')
  .filter(({ language }) => language === 'json')
  .map(({ text }) => JSON.parse(text) as { readonly 'chat.agentHost.codexAgent.sdkRoot': string });
const QUIET = {
  'workbench.startupEditor': 'none',
  'workbench.colorTheme': 'Dark Modern',
  'workbench.enableExperiments': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
};
const CHROMIUM = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
];

/** A window of VS Code in a headless browser, on the folder and the server of a place. */
export class Window implements AsyncDisposable {
  private constructor(
    readonly server: ChildProcess,
    readonly browser: Browser,
    readonly page: Page,
  ) {}

  static async open(vsCode: string, { scratch, work, sdk }: Place): Promise<Window> {
    const settings = JSON.stringify({ ...QUIET, ...CODEX, 'chat.agentHost.codexAgent.sdkRoot': sdk });
    // The window reads the one, the server the other.
    await scratch.write('data/data/User/settings.json', settings);
    await scratch.write('data/data/Machine/settings.json', settings);
    const extensions = join(scratch.path, 'extensions');
    await mkdir(extensions);
    const port = await freePort();
    const server = spawn(
      process.execPath,
      [
        'out/server-main.js',
        '--accept-server-license-terms',
        '--without-connection-token',
        '--disable-workspace-trust',
        ...['--telemetry-level', 'off'],
        ...['--host', '127.0.0.1', '--port', String(port)],
        ...['--server-data-dir', join(scratch.path, 'data'), '--extensions-dir', extensions],
        ...['--default-folder', work],
      ],
      {
        cwd: vsCode,
        // What it starts ends with it.
        detached: true,
        stdio: 'ignore',
        env: {
          PATH: process.env.PATH,
          HOME: join(scratch.path, 'user'),
          CODEX_HOME: join(scratch.path, 'home'),
          EXTENSIONS_GALLERY: '{}',
          VSCODE_PARENT_PID: String(process.pid),
        },
      },
    );
    const address = `http://127.0.0.1:${port}`;
    const isUp = () =>
      fetch(`${address}/version`).then(
        (answer) => answer.ok,
        () => false,
      );
    await until('the server of VS Code', isUp, 60_000);
    const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
    const browser = await chromium.launch({ executablePath, args: CHROMIUM });
    const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
    page.setDefaultTimeout(30_000);
    await page.goto(address, { waitUntil: 'domcontentloaded' });
    return new Window(server, browser, page);
  }

  /** Chooses Codex as the agent of the chat. */
  async chooseCodex(): Promise<void> {
    const chat = this.page.locator('.part.auxiliarybar');
    const codex = this.page.getByText('Codex', { exact: true });
    // The menu shows the agents that were known when it opened.
    const offered = async () => {
      await chat.getByText('Local', { exact: true }).click();
      const isThere = await codex.waitFor({ timeout: 2_000 }).then(
        () => true,
        () => false,
      );
      if (!isThere) await this.page.keyboard.press('Escape');
      return isThere;
    };
    await until('Codex among the agents', offered, 60_000);
    await codex.click();
    await chat.getByText('Chat with Codex').waitFor();
  }

  /** Sends a prompt. The chat takes it when its session is ready. */
  async send(text: string): Promise<void> {
    const prompts = this.page.locator('.part.auxiliarybar .interactive-request', { hasText: text });
    await this.page.locator('.part.auxiliarybar .monaco-editor').last().click();
    await this.page.keyboard.type(text);
    const taken = async () => {
      await this.page.keyboard.press('Enter');
      return prompts.waitFor({ timeout: 2_000 }).then(
        () => true,
        () => false,
      );
    };
    await until('the prompt in the chat', taken, 60_000);
  }

  /** Waits for the text of an answer. */
  async answer(text: string): Promise<void> {
    await this.page.locator('.part.auxiliarybar .rendered-markdown', { hasText: text }).last().waitFor();
  }

  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('Control+p');
    await this.page.locator('.quick-input-widget input').first().fill(name);
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().click();
    await this.page.locator('.part.editor .tab', { hasText: name }).waitFor();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser.close();
    const gone = once(this.server, 'exit');
    process.kill(-(this.server.pid ?? 0), 'SIGTERM');
    await gone;
  }
}
