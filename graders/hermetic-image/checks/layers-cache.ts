import { dockerfile } from '../../../src/collect/dockerfile/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, pass } from '../../../src/grade/judgement.ts';
import { appImage } from '../app-image.ts';
import { mayCompile } from '../go-build.ts';
import { block } from '../../../src/grade/markdown.ts';
import { cachesModules, fetchesFirst } from '../module-cache.ts';
import { shellPath } from '../../../src/evidence/shell-word.ts';
import { contributing, lineage } from '../stages.ts';
import { serverFolder } from '../starter.ts';

export default check({
  id: 'layers-cache',
  title: 'A change of the source does not fetch the dependencies again',
  needs: { dockerfile },
  after: ['dockerfile-parses'],
  weight: 1,
  level: 'mid',
  skills: ['docker.build-cache'],
  why: 'When every edit downloads every module again, builds take minutes, and fail whenever the module proxy does.',
  docs: 'https://docs.docker.com/build/cache/optimize/',
  judge: ({ dockerfile }, settings) => {
    const { app, file, final, at } = appImage(dockerfile);
    if (app.dependencies !== 'fetched') return pass(app.dependencies === 'none' ? 'the server needs no module' : 'modules are vendored');
    const stages = contributing(file, final).map((stage) => lineage(file, stage));
    if (stages.some(fetchesFirst)) return pass('modules are fetched before the source is copied');
    const compiling = stages.flat().flatMap(({ instructions }) => instructions).filter(mayCompile);
    if (compiling.some(cachesModules)) return pass('modules are kept in a cache mount');
    const [first] = compiling;
    return fail({
      expected: 'modules fetched before the source is copied, kept in a cache mount, or vendored',
      observed: 'every change of the source fetches them again',
      at: at(first?.line ?? final.line),
      fix: `Put this in front of the \`COPY\` that brings the source:${block(moduleLines(app.context, serverFolder(settings)), 'dockerfile')}`,
      reproduce: `awk '${keepsModules}' ${shellPath(file.path)}`,
    });
  },
});

/** The module stands with the server, wherever in the context that is. */
function moduleLines(context: string, server: string): string {
  const path = context === '.' ? `/${server}` : server.startsWith(context) ? server.slice(context.length) : '';
  const inside = path === '' ? '' : `${path.slice(1)}/`;
  return `COPY ${inside}go.mod ${inside}go.sum ./\nRUN go mod download`;
}

/** Exits 0 where a fetch stands before the source, or modules are kept in a cache mount. */
const keepsModules = [
  '/type=cache,target=[^ ]*mod/ || (/go mod download/ && !source) { kept = 1 }',
  'toupper($1) == "COPY" && !/go[.](mod|sum|[*])|--from/ { source = 1 }',
  'END { exit !kept }',
].join(' ');
