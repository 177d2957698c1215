import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findGraders } from '../src/catalogue/find.ts';
import { challengePath, loadRubric } from '../src/cli/rubric.ts';
import { home } from '../src/cli/version.ts';
import { grade } from '../src/grade/grade.ts';
import { imageTier } from './image-tier.ts';
import { filesIn, overlaid, readOverlays } from './mutant.ts';
import { checksOf } from './mutant-proof.ts';
import { submissionOf } from './submission.ts';

/** Other honest ways to an image, of `test/submissions/alternatives` and by another Dockerfile alone; what each loses is what it is honest about. */
const submissions = join(home, 'test', 'submissions');
const rubric = await loadRubric(challengePath('docc', home), findGraders);
const [reference, alternatives] = await Promise.all([filesIn(join(submissions, 'reference')), readOverlays(join(submissions, 'alternatives'))]);

const tier = await imageTier();
const missing = tier.kind === 'not-here' ? tier.reason : '';
afterAll(async () => (tier.kind === 'here' ? await tier.dispose() : undefined));

const dockerfile = 'assets/sample/Dockerfile';
const golang = 'golang:1.26@sha256:3aff6657219a4d9c14e27fb1d8976c49c29fddb70ba835014f477e1c70636647';
const distroless = 'gcr.io/distroless/static-debian12:nonroot@sha256:d093aa3e30dbadd3efe1310db061a14da60299baff8450a17fe0ccc514a16639';
const compiled = (...more: readonly string[]): readonly string[] => [`FROM ${golang} AS build`, 'WORKDIR /src', 'ENV CGO_ENABLED=0 GOPROXY=off', ...more];
const build = 'go build -trimpath -buildvcs=false -ldflags "-s -w -buildid=" -o /out/server .';

type Way = { readonly what: string; readonly files: Readonly<Record<string, string>>; readonly loses: Readonly<Record<string, unknown>> };

const of = (name: string): Readonly<Record<string, string>> => {
  const found = alternatives.find((each) => each.name === name);
  if (found === undefined) throw new Error(`there is no alternative ${name}`);
  return overlaid(reference, found);
};
const by = (...lines: readonly string[]): Readonly<Record<string, string>> => ({ ...reference, [dockerfile]: `${lines.join('\n')}\n` });

const ways: readonly Way[] = [
  { what: 'vendored modules and a Dockerfile elsewhere', files: of('vendored-ecr'), loses: {} },
  { what: 'nothing but the server, from the root of the repository', files: of('root-context-ghcr'), loses: {} },
  {
    what: 'a cache mount for modules and one for what is compiled',
    files: by(...compiled('RUN --mount=type=bind,source=.,target=. --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \\', `    ${build}`), `FROM ${distroless}`, 'COPY --link --from=build /out/server /server', 'USER 65532:65532', 'EXPOSE 8080', 'ENTRYPOINT ["/server"]'),
    loses: {},
  },
  {
    what: 'a base whose user is its own, and a file tree made in the build',
    files: by(...compiled('COPY . .', `RUN ${build.replace('/out/server', '/root-of/usr/local/bin/server')}`), `FROM ${distroless}`, 'COPY --from=build --chown=root:root /root-of/ /', 'EXPOSE 8080', 'CMD ["/usr/local/bin/server"]'),
    loses: {},
  },
  {
    what: 'a shell that somebody wanted for debugging',
    files: by(...compiled('COPY . .', `RUN ${build}`), 'FROM busybox:stable', 'COPY --from=build /out/server /server', 'USER 65532:65532', 'EXPOSE 8080', 'ENTRYPOINT ["/server"]'),
    loses: { 'image-shell-free': expect.stringContaining('`/bin/sh`') },
  },
];

describe.skipIf(missing !== '')(`other ways to an image${missing && ` (skipped: ${missing})`}`, () => {
  describe.each(ways)('$what', ({ files, loses }) => {
    let lost: Readonly<Record<string, unknown>> = {};
    beforeAll(async () => {
      if (tier.kind === 'not-here') return;
      const graded = grade(rubric, await tier.evidenceOf(submissionOf(files)), { trust: 'advisory', grader: { version: '0.0.0' } });
      if (graded.faults.length > 0) throw new Error(graded.faults.map(({ message }) => message).join('; '));
      const image = new Set(rubric.order.flatMap((row) => (row.kind === 'built' && row.tier === 'image' ? [row.id] : [])));
      lost = Object.fromEntries(checksOf(graded).filter(({ id, verdict }) => image.has(id) && verdict !== 'pass').map(({ id, verdict, observed, cause }) => [id, verdict === 'fail' ? observed : { verdict, cause, observed }]));
    });

    it('loses what it says, and nothing else', () => expect(lost).toEqual(loses));
  });
});
