import type { Step } from '../../src/collect/workflow/section.ts';
import { once } from '../../src/grade/once.ts';
import { type Around, type Run, runScript } from './shell-commands.ts';
import { isSameText, type Text } from './text.ts';

type Environment = ReadonlyMap<string, Text>;

/** A run, and all that it came from. */
type KnownRun = {
  readonly run: Run;
  readonly around: Around;
  readonly environment: Environment;
  /** What the script asked for besides its environment: `GITHUB_REF_NAME`. */
  readonly asked: ReadonlyMap<string, Text | undefined>;
};

/** The last run of each step. */
const lastOf = once<Step, { run: KnownRun | undefined }>(() => ({ run: undefined }));

/** A step's script, run again only where another occasion gives it something else. */
export function runOnce(step: Step, script: Text, around: Around, environment: Environment): Run {
  const last = lastOf(step);
  if (last.run !== undefined && comesTo(last.run, around, environment)) return last.run.run;
  const asked = new Map<string, Text | undefined>();
  const variables = (name: string): Text | undefined => {
    const value = around.variables(name);
    if (!environment.has(name)) asked.set(name, value);
    return value;
  };
  const run = runScript(script, { ...around, variables });
  last.run = { run, around, environment, asked };
  return run;
}

function comesTo(known: KnownRun, { folder, exists, stopsOnFailure, variables }: Around, environment: Environment): boolean {
  const { around, asked } = known;
  if (folder !== around.folder || exists !== around.exists || stopsOnFailure !== around.stopsOnFailure) return false;
  if (environment.size !== known.environment.size || ![...environment].every(([name, value]) => isSame(known.environment.get(name), value))) return false;
  return [...asked].every(([name, value]) => isSame(variables(name), value));
}

const isSame = (one: Text | undefined, other: Text | undefined): boolean => (one === undefined || other === undefined ? one === other : isSameText(one, other));
