import type { ManifestsFacts } from '../../src/collect/manifests/section.ts';
import { fine, type Finding, open, trouble } from '../../src/grade/findings.ts';
import { code, list } from '../../src/grade/markdown.ts';
import type { Settings } from '../../src/grade/settings.ts';
import { type App, apps } from '../../src/manifests/app.ts';
import { type Manifest, objects, placeIn, titleOf } from '../../src/manifests/objects.ts';
import { valueIn } from '../../src/terraform/value.ts';
import { ends, field, freeOrGone, literally } from './printed.ts';
import { placed } from './snippets.ts';
import { mistakeCommand, problemCommand } from './validity-commands.ts';

export const validObjects = ({ kubernetes }: ManifestsFacts): string => `every object valid for Kubernetes ${kubernetes}, and none of an API that it no longer has`;

/** What is wrong with the objects, whichever way they come: those of which docc has no schema are not held against anybody. */
export function validityOf(facts: ManifestsFacts, settings: Settings): readonly Finding[] {
  const all = objects(facts);
  const found = apps(facts, settings);
  const wrong = [...facts.problems.map((problem) => ofProblem(facts, problem)), ...all.flatMap((manifest) => ofObject(facts, manifest))];
  if (facts.problemsBeyond > 0) wrong.push(ofProblem(facts, { path: facts.problems[0]?.path ?? '.', message: `${facts.problemsBeyond} more problems`, fix: 'Mend those that are named first.' }));
  if (wrong.length > 0) return wrong;
  return [...found.flatMap(unjudgedApp), fine(summary(facts))];
}

function summary({ objects: all, kubernetes, unrendered }: ManifestsFacts): string {
  const valid = all.filter(({ validity }) => validity.kind === 'valid').length;
  const unjudged = all.length - valid;
  const unseen = unrendered.slice(0, 3).map(({ path, because }) => `${code(path)} (${because})`);
  return `${valid} ${valid === 1 ? 'object' : 'objects'} valid for Kubernetes ${kubernetes}${unjudged === 0 ? '' : `, ${unjudged} of kinds or with values that files don’t tell`}${unseen.length === 0 ? '' : `; not looked at: ${list(unseen)}`}`;
}

function ofProblem(facts: ManifestsFacts, problem: ManifestsFacts['problems'][number]): Finding {
  const { path, line, message, fix } = problem;
  const at = { path, ...(line !== undefined && { line }) };
  return trouble({ observed: `${code(path)}: ${message}`, at, fix: `${fix} (${placed(at)})`, reproduce: problemCommand(facts, problem) });
}

function ofObject(facts: ManifestsFacts, manifest: Manifest): readonly Finding[] {
  const { validity } = manifest.object;
  const title = code(titleOf(manifest));
  if (validity.kind === 'removed') return [removed(manifest, validity)];
  if (validity.kind !== 'invalid') return [];
  const [first, ...others] = validity.errors;
  if (first === undefined) return [];
  const at = placeIn(manifest, valueIn(manifest.body, ...stepsOf(first.pointer)));
  return [
    trouble({
      observed: `${title}: ${code(first.pointer || '/')}: ${first.message}${others.length === 0 ? '' : ` (and ${others.length} more)`}`,
      at,
      fix: `${mending(manifest, first)} at ${placed(at)}: ${first.message}. ${code(`kubectl explain ${explained(manifest, first.pointer)}`)} tells what Kubernetes ${facts.kubernetes} takes there.`,
      reproduce: mistakeCommand(facts, manifest, { steps: stepsOf(first.pointer), message: first.message }),
    }),
  ];
}

/** Where it is known what was meant, the line as it should be. */
function mending(manifest: Manifest, { pointer, message }: { readonly pointer: string; readonly message: string }): string {
  const steps = stepsOf(pointer);
  const value = valueIn(manifest.body, ...steps);
  const text = value !== undefined && 'known' in value && typeof value.known !== 'object' ? String(value.known) : '';
  const meant = /did you mean ([A-Za-z]\w*)\?/.exec(message)?.[1];
  if (meant !== undefined && message.startsWith('unknown field ')) return `Write ${code(`${meant}: ${text}`.trimEnd())}`;
  const name = steps.at(-1);
  if (typeof name === 'string' && /^[\w./-]+$/.test(name) && /^[\w. -]{1,60}$/.test(text)) {
    if (message.startsWith('must be a text: put it in quotes')) return `Write ${code(`${name}: "${text}"`)}`;
    if (/^must be .*, without quotes/.test(message) && /^(?:\d{1,15}|true|false)$/.test(text)) return `Write ${code(`${name}: ${text}`)}`;
  }
  return `Mend ${code(pointer || '/')} of ${code(titleOf(manifest))}`;
}

function removed(manifest: Manifest, { since, replacement }: { readonly since: string; readonly replacement: string }): Finding {
  const { apiVersion } = manifest.object;
  const at = placeIn(manifest, valueIn(manifest.body, 'apiVersion'));
  return trouble({
    observed: `${code(titleOf(manifest))} is of ${code(apiVersion)}, which is gone since Kubernetes ${since}`,
    at,
    fix: /^\S+$/.test(replacement) ? `At ${placed(at)} write \`apiVersion: ${replacement}\`, and change the fields that are others there.` : `Take ${code(titleOf(manifest))} away at ${placed(at)}: ${replacement} does its work.`,
    reproduce: freeOrGone(manifest, field('apiVersion', `${literally(apiVersion)}${ends}`)),
  });
}

const stepsOf = (pointer: string): readonly (string | number)[] =>
  pointer.split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~')).map((step) => (/^\d{1,9}$/.test(step) ? Number(step) : step));

const explained = ({ object: { kind } }: Manifest, pointer: string): string =>
  [kind.toLowerCase(), ...stepsOf(pointer).filter((step) => typeof step === 'string')].join('.').replaceAll(/[^\w.]/g, '');

/** A wrong field could hide behind a value that files don't tell. */
function unjudgedApp({ workload: { manifest }, title }: App): readonly Finding[] {
  const { validity } = manifest.object;
  return validity.kind === 'unjudged' ? [open(`whether ${code(title)} is valid can’t be told: ${validity.because}`, placeIn(manifest))] : [];
}
