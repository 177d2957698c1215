import { dockerfile } from '../../../src/collect/dockerfile/section.ts';
import { imageBuild } from '../../../src/collect/image/build/section.ts';
import { imageLayout } from '../../../src/collect/image/layout/section.ts';
import { scan, type ScanFacts, type Vulnerability } from '../../../src/collect/scan/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, pass } from '../../../src/grade/judgement.ts';
import { code, list } from '../../../src/grade/markdown.ts';
import { onImage } from '../built-image.ts';
import { hiddenPackages } from '../hidden-packages.ts';
import { inFinalStage } from '../image-lines.ts';

export default check({
  id: 'image-has-no-known-vulnerabilities',
  title: 'The image has no fixable severe vulnerability',
  needs: { build: imageBuild, layout: imageLayout, scan, dockerfile },
  after: ['image-builds'],
  weight: 2,
  level: 'mid',
  skills: ['docker.base-images'],
  why: 'A hole that is published and mended upstream is the first that is tried, and the only thing in its way is that somebody builds again.',
  docs: 'https://trivy.dev/latest/docs/target/container_image/',
  judge: ({ build, layout, scan, dockerfile }) => {
    const hidden = hiddenPackages(build, layout, inFinalStage(dockerfile));
    if (hidden !== undefined) return hidden;
    if (!scan.scanned.some(({ type }) => type === 'gobinary')) {
      return fail({
        expected: "an image in which a scanner reads what the server is made of",
        observed: scan.scanned.length === 0 ? 'nothing in it can be scanned' : `of ${readOf(scan)} packages could be read, and of no Go program`,
        at: inFinalStage(dockerfile),
        fix: 'Keep what scanners read: Go puts a list of modules into what `go build` makes (`-ldflags "-s -w"` leaves it in, packers such as `upx` hide it).',
        reproduce: onImage(build, scanning(`--list-all-pkgs --format json | grep -q '"gobinary"'`)),
      });
    }
    const fixable = scan.vulnerabilities.filter(isSevereAndFixed);
    if (fixable.length === 0) return pass(`nothing severe that has a fix in ${readOf(scan)}, by the database of ${scan.database.slice(0, 10)}`);
    return fail({
      expected: 'nothing HIGH or CRITICAL for which a fix is published',
      observed: `${list(fixable.slice(0, 5).map(named))}${scan.counts.severeFixable > 5 ? `, and ${scan.counts.severeFixable - 5} more` : ''}`,
      at: inFinalStage(dockerfile),
      fix: `Build on what has the fixes: ${list(fixable.slice(0, 5).map(cured))}. A newer tag and digest in \`FROM\` bring those of the base image and of Go itself, \`go get -u\` those of modules.`,
      reproduce: onImage(build, scanning('--severity HIGH,CRITICAL --ignore-unfixed --exit-code 1')),
    });
  },
});

const scanning = (how: string): string => `archive=$(mktemp) && docker save "$image" -o "$archive" && trivy image --scanners vuln --input "$archive" ${how}`;

const readOf = ({ scanned }: ScanFacts): string => list(scanned.slice(0, 5).map(({ target }) => code(target)));

const isSevereAndFixed = ({ severity, fixed }: Vulnerability): boolean => fixed !== undefined && (severity === 'HIGH' || severity === 'CRITICAL');

const named = ({ id, severity, package: name, installed }: Vulnerability): string => `${code(id)} (${severity}) in ${code(`${name} ${installed}`)}`;

const cured = ({ package: name, fixed = '' }: Vulnerability): string => `${code(name)} ${code(fixed)} or newer`;
