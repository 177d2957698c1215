import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { home } from '../src/cli/version.ts';

/** A process of its own, ended with the test. */
export type SpeakingProcess = {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Its exit code. */
  readonly ended: Promise<unknown>;
  /** All that it said so far. */
  readonly said: () => string;
  /** When it says these words; rejects where it ends before. */
  readonly at: (words: string) => Promise<void>;
};

export type GradingProcess = SpeakingProcess;

/** `docc grade`, by what it says on stderr. */
export const gradingProcess = (args: readonly string[], env: NodeJS.ProcessEnv): GradingProcess => speakingProcess([join(home, 'bin', 'docc.mjs'), 'grade', ...args], env);

/** Node.js with these arguments, by what it says on stderr. */
export function speakingProcess(args: readonly string[], env: NodeJS.ProcessEnv): SpeakingProcess {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'], env });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit').then(([code]: readonly unknown[]) => code);
  let said = '';
  const waiting: { readonly words: string; readonly heard: () => void }[] = [];
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
    for (const { words, heard } of waiting) if (said.includes(words)) heard();
  });
  const at = async (words: string): Promise<void> => {
    const heard = new Promise<void>((resolve) => waiting.push({ words, heard: resolve }));
    if (!said.includes(words)) await Promise.race([heard, ended.then(() => Promise.reject(new Error(`it ended before it said ${words}:\n${said}`)))]);
  };
  return { child, pid: child.pid ?? 0, ended, said: () => said, at };
}
