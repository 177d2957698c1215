import type { Location } from '../../src/grade/judgement.ts';
import type { Settings } from '../../src/grade/settings.ts';
import { commandLine, onlyTells, option } from './command-line.ts';
import type { ImageBuild } from './image-builds.ts';
import { destination } from './image-name.ts';
import type { LiveJob } from './live-jobs.ts';
import type { LiveStep } from './live-steps.ts';
import type { Publishing } from './publication.ts';
import { shown, type Text } from './text.ts';

/** How the published image is signed or attested, in words; undefined: by nothing that a workflow asks for. */
export function attestationOf({ jobs, builds }: Publishing, settings: Settings): string | undefined {
  const asked = builds.filter(({ pushes }) => pushes.kind !== 'no').flatMap(askedOf);
  const steps = jobs.flatMap((job) => job.steps.flatMap((live) => [...byAction(live, settings), ...byCommand(live, settings)]));
  return [...asked, ...steps, ...jobs.flatMap(byWorkflow)].at(0);
}

const isOff = ({ text }: Text): boolean => /^(false|none|)$/i.test(text.trim()) || /disabled=true/.test(text);

/** https://docs.docker.com/build/metadata/attestations/ */
const askedOf = ({ attests, by }: ImageBuild): readonly string[] =>
  attests
    .filter(({ value }) => !isOff(value))
    .map(({ what, value }) => `${by} attests ${what === 'attest' ? (/type=(\w+)/.exec(value.text)?.[1] ?? 'it') : what === 'sbom' ? 'an SBOM' : 'provenance'}`);

const isOfAsked = (name: Text, settings: Settings): boolean => destination(name, settings).kind !== 'other';

/** https://github.com/actions/attest#usage: a subject by name is an image, one by path a file. */
function byAction(live: LiveStep, settings: Settings): readonly string[] {
  const { uses } = live.step;
  if (uses?.kind !== 'repository' || !/^actions\/attest(-build-provenance|-sbom)?$/i.test(uses.repository)) return [];
  const subject = live.input('subject-name');
  return subject !== undefined && live.input('subject-digest') !== undefined && isOfAsked(subject, settings) ? [`${uses.repository} attests it`] : [];
}

/** https://docs.sigstore.dev/cosign/signing/signing_with_containers/, https://notaryproject.dev/docs/ */
function byCommand(live: LiveStep, settings: Settings): readonly string[] {
  return live.commands.flatMap((command) => {
    const line = commandLine(command);
    if (line !== undefined && onlyTells(line)) return [];
    const [verb, ...subjects] = line?.operands ?? [];
    if (line?.program === 'ko' && /^(build|publish|resolve|apply)$/.test(verb?.text ?? '')) {
      return option(line, 'sbom').some(isOff) ? [] : ['ko attests an SBOM'];
    }
    if (!/^(cosign|notation)$/.test(line?.program ?? '') || !/^(sign|attest)$/.test(verb?.text ?? '')) return [];
    return subjects.some((subject) => isOfAsked(subject, settings)) ? [`${line?.program ?? ''} ${verb?.text === 'sign' ? 'signs' : 'attests'} it`] : [];
  });
}

/** Reusable workflows that sign or attest what they are given. https://github.com/slsa-framework/slsa-github-generator, https://github.com/docker/github-builder */
function byWorkflow({ calls }: LiveJob): readonly string[] {
  if (calls?.action.kind !== 'repository') return [];
  const { repository, path = '' } = calls.action;
  const attests = (repository === 'slsa-framework/slsa-github-generator' && /generator_container/.test(path)) || repository === 'docker/github-builder';
  return attests ? [`${repository} attests it`] : [];
}

/** A script, target or action of unknown content whose name says that it signs. */
export function hiddenAttestation(jobs: readonly LiveJob[]): { readonly by: string; readonly at: Location } | undefined {
  const name = /sign|attest|provenance|sbom|slsa/i;
  for (const { at, step, commands } of jobs.flatMap(({ steps }) => steps)) {
    const called = step.uses?.kind === 'local' ? [step.uses.path] : [];
    const scripts = commands.flatMap((command) => commandLine(command) ?? []).filter(({ program }) => /\.(sh|bash)$|^(make|just|task|mage)$/.test(program));
    const by = [...called, ...scripts.map(({ command }) => command.words.map(shown).join(' '))].find((each) => name.test(each));
    if (by !== undefined) return { by, at };
  }
  return undefined;
}
