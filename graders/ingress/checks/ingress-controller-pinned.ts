import { chart } from '../../../src/collect/chart/section.ts';
import { manifests } from '../../../src/collect/manifests/section.ts';
import { terraform, type Value } from '../../../src/collect/terraform/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fine, type Finding, open, trouble, verdictOf } from '../../../src/grade/findings.ts';
import { code } from '../../../src/grade/markdown.ts';
import { shellPath, shellWord } from '../../../src/evidence/shell-word.ts';
import type { Controller, Version } from '../../../src/manifests/controllers.ts';
import { imageOf } from '../../../src/manifests/images.ts';
import { shownValue } from '../../../src/manifests/objects.ts';
import { asText, valueIn } from '../../../src/terraform/value.ts';
import { literally, printed } from '../../secure-pod/printed.ts';
import { placed } from '../../secure-pod/snippets.ts';
import { installed } from '../installed.ts';

export default check({
  id: 'ingress-controller-pinned',
  title: 'The controller’s version is exact',
  needs: { terraform, chart, manifests },
  after: ['ingress-controller-installed'],
  weight: 1,
  level: 'mid',
  skills: ['kubernetes.ingress'],
  why: 'Without an exact version the controller changes on the day that somebody applies something else: two clusters made from the same code behave differently, and nobody chose the new one.',
  docs: 'https://helm.sh/docs/topics/charts/#the-version-field',
  discuss: { topic: 'continuous-delivery', passed: 'The version is fixed: {observed}. Who notices when a newer one mends a hole, and how does it get into the cluster?' },
  judge: (facts) => verdictOf('an exact version of the controller’s chart or image', installed(facts).map(ofController)),
});

type Said = Exclude<Version, { of: 'managed' }>;

function ofController(controller: Controller): Finding {
  const { by, version } = controller;
  if (version.of === 'managed') return fine(`${code(by)}, whose version comes with what installs it`);
  const shown = code(shownValue(version.said));
  const moved = movingTag(controller);
  if (moved !== undefined) return moving(controller, moved);
  const answer = version.of === 'image' ? imageAnswer(version) : chartAnswer(version);
  if (answer === 'open') return open(`the version of ${code(by)} is given when it is applied: ${shown}`, version.at);
  return answer === 'exact' ? fine(`${code(by)} at ${shown}`) : loose(controller, version, version.said === undefined ? `${code(by)} names no version` : `${code(by)} takes ${shown}, which is no exact version`);
}

/** Values may put another image in place of the chart's own. */
function movingTag({ release }: Controller): Value | undefined {
  const tag = release?.chart.tag === undefined ? undefined : valueIn(release.values, ...release.chart.tag);
  const text = asText(tag);
  return text.kind === 'known' && text.is !== '' && !/\d+\.\d+\.\d+|@sha256:/.test(text.is) ? tag : undefined;
}

function moving({ by, at: place, release }: Controller, tag: Value): Finding {
  const shown = shownValue(tag);
  const at = tag.line === undefined ? place : { path: tag.path ?? place.path, line: tag.line };
  return trouble({
    observed: `${code(by)} puts the image’s tag ${code(shown)} in place of its chart’s own, which is no exact version`,
    at,
    fix: `In the values of ${code(by)} (${placed(at)}) take ${code((release?.chart.tag ?? []).join('.'))} away: the chart’s version says which image was tested with it.`,
    reproduce: `! grep -nE ${shellWord(`^[^#]*tag"?[[:space:]]*[:=][[:space:]]*["']?${literally(shown)}`)} ${shellPath(at.path)}`,
  });
}

const exact = /^v?\d{1,9}\.\d{1,9}\.\d{1,9}([-+][\w.+-]{1,100})?$|^sha256:[0-9a-f]{64}$/;

function chartAnswer({ said }: Said): 'exact' | 'loose' | 'open' {
  const text = asText(said);
  if (text.kind === 'unknown') return 'open';
  return text.kind === 'known' && exact.test(text.is) ? 'exact' : 'loose';
}

/** A tag with all three numbers, or a digest. */
function imageAnswer({ said }: Said): 'exact' | 'loose' | 'open' {
  const image = imageOf(said);
  if (image?.digest.kind === 'known' || (image?.tag.kind === 'known' && /\d+\.\d+\.\d+/.test(image.tag.is))) return 'exact';
  return image?.tag.kind === 'unknown' || image?.digest.kind === 'unknown' ? 'open' : 'loose';
}

function loose({ by, manifest, product, release, at: place }: Controller, { of, at, argument, said }: Said, observed: string): Finding {
  const isYaml = manifest !== undefined || at.path.endsWith('.yaml') || at.path.endsWith('.yml');
  const isFlag = argument.startsWith('--');
  const line = isFlag ? `${argument} <version>` : of === 'image' ? `${shownValue(said).replace(/[:@][^/]*$/, '').replaceAll('`', '')}:<version>` : isYaml ? `${argument}: <version>` : `${argument.padEnd(argument === 'version' ? 16 : 0)} = "<version>"`;
  const pattern = isFlag ? `${argument}[= ]v?[0-9]+[.][0-9]+[.][0-9]+` : of === 'image' ? 'image:.*[0-9]+[.][0-9]+[.][0-9]+' : `^[^#]*${argument}"?[[:space:]]*[:=][[:space:]]*["']?(v?[0-9]+[.][0-9]+[.][0-9]+|sha256:[0-9a-f]{64})`;
  const newest = of === 'image' || release === undefined ? `The newest is on the page of ${product.name}’s releases.` : `${code(`helm search hub ${release.chart.name}`)} tells the newest.`;
  return trouble({
    observed,
    at: said === undefined ? place : at,
    fix: `In ${code(by)} (${placed(said === undefined ? place : at)}) write the version that you tested: \`${line}\`. ${newest}`,
    reproduce: isFlag ? `grep -nE -- ${shellWord(pattern)} ${shellPath(place.path)}` : manifest === undefined ? inBlock(place, by, pattern) : `${printed({ around: [] }, manifest)} | grep -E ${shellWord(pattern)}`,
  });
}

/** Within the block that begins at that place, as Terraform and YAML end one. */
function inBlock({ path }: Controller['at'], by: string, pattern: string): string {
  const [, type = '', name = ''] = /(?:^|\.)(helm_release|aws_eks_addon|module)\.([\w-]+)/.exec(by) ?? [];
  const start = type === 'module' ? `/^module "${name}"/` : `/^resource "${type}" "${name}"/`;
  return type === '' ? `grep -nE ${shellWord(pattern)} ${shellPath(path)}` : `sed -n ${shellWord(`${start},/^}/p`)} ${shellPath(path)} | grep -E ${shellWord(pattern)}`;
}
