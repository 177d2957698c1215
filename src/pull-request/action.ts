import * as core from '@actions/core';
import { z } from 'zod';
import type { Annotation } from '../publish/github/annotations.ts';
import { longest, oneLine } from '../publish/neutral.ts';

type Texts = z.ZodObject<Readonly<Record<string, z.ZodType<unknown, string>>>>;

/** What an action takes, gives and does; action.yml says the same, and a test holds them together. */
export type Action<Inputs extends Texts, Outputs extends z.ZodObject> = {
  readonly inputs: Inputs;
  readonly outputs: Outputs;
  /** Outputs that its post step is told too. */
  readonly remembers?: readonly (keyof z.infer<Outputs> & string)[];
  readonly run: (given: z.infer<Inputs>, outside: Outside) => Promise<z.infer<Outputs>>;
};

/** What an action sees of the job that it is a step of. */
export type Outside = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Lines in a fold of the log. What they quote of candidates is no command there. */
  readonly group: (title: string, lines: readonly string[]) => void;
  /** What a step that takes long is at, as it goes: who has to stop it knows where it stood. */
  readonly say: (line: string) => void;
  /** On a line of a file, where the workflow checked it out. */
  readonly annotate: (annotation: Annotation) => void;
  /** Markdown on the page of the run. */
  readonly summarise: (markdown: string) => Promise<void>;
};

export const action = <Inputs extends Texts, Outputs extends z.ZodObject>(made: Action<Inputs, Outputs>): Action<Inputs, Outputs> => made;

/** The whole of an action's main: inputs read by their schema, outputs set, and trouble said with its repair. */
export async function runAction<Inputs extends Texts, Outputs extends z.ZodObject>({ inputs, outputs, remembers = [], run }: Action<Inputs, Outputs>): Promise<void> {
  try {
    const texts = Object.fromEntries(Object.keys(inputs.shape).map((name) => [name, core.getInput(name)]));
    const given = inputs.safeParse(texts);
    if (!given.success) throw new Error(given.error.issues.map(({ path, message }) => `input ${path.join('.')}: ${message}`).join('; '), { cause: given.error });
    const said = outputs.parse(await run(given.data, outside));
    for (const [name, value] of Object.entries(said)) core.setOutput(name, value);
    for (const name of remembers) core.saveState(name, said[name]);
  } catch (error) {
    core.setFailed(error instanceof Error ? error.message : String(error));
  }
}

// Nothing that GitHub's summary takes is longer; a report is far from it.
const longestSummary = 1024 * 1024 - 1024;

const outside: Outside = {
  env: process.env,
  group: (title, lines) => {
    core.startGroup(title);
    for (const line of lines) core.info(line);
    core.endGroup();
  },
  say: (line) => core.info(oneLine(line, longest.line)),
  annotate: ({ path, start_line, end_line, title, message }) => core.warning(message, { file: path, startLine: start_line, endLine: end_line, title }),
  summarise: async (markdown) => void (await core.summary.addRaw(markdown.slice(0, longestSummary)).write()),
};

/** Inputs and outputs are texts: these read them. */
export const repository = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[A-Za-z0-9._-]{1,100}$/, 'give owner/name');
export const number = z
  .string()
  .regex(/^[1-9]\d{0,9}$/, 'give a number, such as 12')
  .transform(Number);
export const commit = z.string().regex(/^[0-9a-f]{40}$/, 'give a whole commit id, 40 hexadecimal digits');
export const optionalCommit = commit.or(z.literal(''));
export const challengeName = z.string().regex(/^[a-z0-9-]+$/, 'give the id of a challenge, such as docc');
export const app = z.string().regex(/^[a-z0-9-]{1,60}$/, 'give the slug of a GitHub App, such as github-actions');
export const yes = z.enum(['true', 'false']).transform((text) => text === 'true');
export const secret = z.string().min(1, 'give a token');
