import type { ManifestsFacts } from '../../src/collect/manifests/section.ts';
import { fine, type Finding, open, trouble } from '../../src/grade/findings.ts';
import { code, list } from '../../src/grade/markdown.ts';
import type { Settings } from '../../src/grade/settings.ts';
import { shellPath, shellWord } from '../../src/evidence/shell-word.ts';
import { type App, apps } from '../../src/manifests/app.ts';
import { type Manifest, objects, placeIn, titleOf } from '../../src/manifests/objects.ts';
import { valueIn } from '../../src/terraform/value.ts';
import { ends, field, free, literally } from './printed.ts';
import { placed } from './snippets.ts';

export const validObjects = ({ kubernetes }: ManifestsFacts): string => `every object valid for Kubernetes ${kubernetes}, and none of an API that it no longer has`;

/** What is wrong with the objects, whichever way they come: those of which docc has no schema are not held against anybody. */
export function validityOf(facts: ManifestsFacts, settings: Settings): readonly Finding[] {
  const all = objects(facts);
  const found = apps(facts, settings);
  const wrong = [...facts.problems.map(ofProblem), ...all.flatMap((manifest) => ofObject(facts, manifest))];
  if (facts.problemsBeyond > 0) wrong.push(ofProblem({ path: facts.problems[0]?.path ?? '.', message: `${facts.problemsBeyond} more problems`, fix: 'Mend those that are named first.' }));
  if (wrong.length > 0) return wrong;
  return [...found.flatMap(unjudgedApp), fine(summary(facts))];
}

function summary({ objects: all, kubernetes, unrendered }: ManifestsFacts): string {
  const valid = all.filter(({ validity }) => validity.kind === 'valid').length;
  const unjudged = all.length - valid;
  const unseen = unrendered.slice(0, 3).map(({ path, because }) => `${code(path)} (${because})`);
  return `${valid} ${valid === 1 ? 'object' : 'objects'} valid for Kubernetes ${kubernetes}${unjudged === 0 ? '' : `, ${unjudged} of kinds or with values that files don’t tell`}${unseen.length === 0 ? '' : `; not looked at: ${list(unseen)}`}`;
}

function ofProblem({ path, line, message, fix }: ManifestsFacts['problems'][number]): Finding {
  const at = { path, ...(line !== undefined && { line }) };
  return trouble({ observed: `${code(path)}: ${message}`, at, fix: `${fix} (${placed(at)})`, reproduce: `kubectl create --dry-run=client --validate=strict -f ${shellPath(path)}` });
}

function ofObject(facts: ManifestsFacts, manifest: Manifest): readonly Finding[] {
  const { validity } = manifest.object;
  const title = code(titleOf(manifest));
  if (validity.kind === 'removed') return [removed(manifest, validity)];
  if (validity.kind !== 'invalid') return [];
  const [first, ...others] = validity.errors;
  if (first === undefined) return [];
  const at = placeIn(manifest, valueIn(manifest.body, ...stepsOf(first.pointer)));
  const name = stepsOf(first.pointer).findLast((step) => typeof step === 'string');
  return [
    trouble({
      observed: `${title}: ${code(first.pointer || '/')}: ${first.message}${others.length === 0 ? '' : ` (and ${others.length} more)`}`,
      at,
      fix: `${mending(manifest, first)} at ${placed(at)}: ${first.message}. ${code(`kubectl explain ${explained(manifest, first.pointer)}`)} tells what Kubernetes ${facts.kubernetes} takes there.`,
      reproduce: name === undefined ? `kubectl create --dry-run=server -f ${shellPath(manifest.object.path)}` : free({ around: objects(facts) }, manifest, wrongly(manifest, first.pointer, name)),
    }),
  ];
}

/** Where the name is known that was meant, the line as it should be. */
function mending(manifest: Manifest, { pointer, message }: { readonly pointer: string; readonly message: string }): string {
  const meant = /did you mean ([A-Za-z]\w*)\?/.exec(message)?.[1];
  const value = valueIn(manifest.body, ...stepsOf(pointer));
  if (meant === undefined) return `Mend ${code(pointer || '/')} of ${code(titleOf(manifest))}`;
  return `Write ${code(`${meant}: ${value !== undefined && 'known' in value && typeof value.known !== 'object' ? String(value.known) : ''}`.trimEnd())}`;
}

/** The field as it is now: by its value where that is a short text, else by its name. */
function wrongly(manifest: Manifest, pointer: string, name: string): string {
  const value = valueIn(manifest.body, ...stepsOf(pointer));
  const text = value !== undefined && 'known' in value && typeof value.known !== 'object' ? String(value.known).slice(0, 60) : undefined;
  return text === undefined ? field(literally(name), '') : field(literally(name), `${literally(text)}${ends}`);
}

function removed(manifest: Manifest, { since, replacement }: { readonly since: string; readonly replacement: string }): Finding {
  const { apiVersion, path } = manifest.object;
  const at = placeIn(manifest, valueIn(manifest.body, 'apiVersion'));
  return trouble({
    observed: `${code(titleOf(manifest))} is of ${code(apiVersion)}, which is gone since Kubernetes ${since}`,
    at,
    fix: /^\S+$/.test(replacement) ? `At ${placed(at)} write \`apiVersion: ${replacement}\`, and change the fields that are others there.` : `Take ${code(titleOf(manifest))} away at ${placed(at)}: ${replacement} does its work.`,
    reproduce: `! grep -nE ${shellWord(field('apiVersion', literally(apiVersion)))} ${shellPath(path)}`,
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
