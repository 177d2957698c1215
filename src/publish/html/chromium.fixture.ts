import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';

/** A real browser for the pages' tests, driven by the DevTools protocol over a pipe: no port, no further package. */

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Undefined where this machine has none. */
export const chromium: string | undefined = (process.env['PATH'] ?? '')
  .split(delimiter)
  .flatMap((folder) => names.map((name) => join(folder, name)))
  .find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

export type Look = {
  /** CSS pixels. */
  readonly width: number;
  readonly scheme: 'light' | 'dark';
};

export type Browser = AsyncDisposable & {
  /** Shows a file, and answers when it has loaded. */
  readonly show: (path: string, look: Look) => Promise<void>;
  /** The value of an expression in the page, a promise's too; it must be JSON. */
  readonly evaluate: (expression: string) => Promise<unknown>;
  /** The whole page as PNG. */
  readonly screenshot: () => Promise<Buffer>;
  /** The page as it is printed. */
  readonly pdf: () => Promise<Buffer>;
};

const message = z.looseObject({ id: z.number().optional(), method: z.string().optional(), result: z.unknown().optional(), error: z.unknown().optional() });
const data = z.looseObject({ data: z.string() });

export async function openBrowser(program: string): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'docc-chromium-'));
  const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--disable-extensions', '--disable-background-networking'];
  const child = spawn(program, [...flags, `--user-data-dir=${profile}`, '--remote-debugging-pipe', 'about:blank'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const send = protocolOf(child);
  const { targetId } = z.looseObject({ targetId: z.string() }).parse(await send('Target.createTarget', { url: 'about:blank' }));
  const { sessionId } = z.looseObject({ sessionId: z.string() }).parse(await send('Target.attachToTarget', { targetId, flatten: true }));
  const inPage = (method: string, params: object = {}) => send(method, params, sessionId);
  await inPage('Page.enable');
  return {
    show: async (path, { width, scheme }) => {
      await inPage('Emulation.setDeviceMetricsOverride', { width, height: 900, deviceScaleFactor: 1, mobile: width < 600 });
      await inPage('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
      const loaded = send.until('Page.loadEventFired');
      await inPage('Page.navigate', { url: `file://${path}` });
      await loaded;
    },
    evaluate: async (expression) => {
      const answer = await inPage('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
      const { result, exceptionDetails } = z.looseObject({ result: z.looseObject({ value: z.unknown().optional() }), exceptionDetails: z.unknown().optional() }).parse(answer);
      if (exceptionDetails !== undefined) throw new Error(`the page threw: ${JSON.stringify(exceptionDetails)}`);
      return result.value;
    },
    screenshot: async () => Buffer.from(data.parse(await inPage('Page.captureScreenshot', { captureBeyondViewport: true })).data, 'base64'),
    pdf: async () => Buffer.from(data.parse(await inPage('Page.printToPDF', { printBackground: false })).data, 'base64'),
    [Symbol.asyncDispose]: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

type Send = {
  (method: string, params: object, sessionId?: string): Promise<unknown>;
  readonly until: (method: string) => Promise<void>;
};

/** Messages of the protocol, each JSON with a NUL at its end: ours go out by descriptor 3, the browser's come by 4. */
function protocolOf(child: ChildProcess): Send {
  // With five pipes asked for, Node.js gives five; its types know of three.
  const [out, back] = [child.stdio[3] as Writable, child.stdio[4] as Readable];
  const answers = new Map<number, (answer: z.infer<typeof message>) => void>();
  const events = new Map<string, () => void>();
  let rest = '';
  back.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = `${rest}${chunk}`.split('\0');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const heard = message.parse(JSON.parse(part));
      if (heard.id !== undefined) answers.get(heard.id)?.(heard);
      else if (heard.method !== undefined) events.get(heard.method)?.();
    }
  });
  let last = 0;
  const send = (method: string, params: object, sessionId?: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      last += 1;
      answers.set(last, ({ result, error }) => (error === undefined ? resolve(result) : reject(new Error(`${method}: ${JSON.stringify(error)}`))));
      out.write(`${JSON.stringify({ id: last, method, params, ...(sessionId !== undefined && { sessionId }) })}\0`);
    });
  const until = (method: string): Promise<void> => new Promise((resolve) => events.set(method, resolve));
  return Object.assign(send, { until });
}
