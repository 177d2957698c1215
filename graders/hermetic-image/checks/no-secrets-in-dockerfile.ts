import { dockerfile } from '../../../src/collect/dockerfile/section.ts';
import { tree } from '../../../src/collect/tree/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, pass } from '../../../src/grade/judgement.ts';
import { appImage } from '../app-image.ts';
import { type Leak, leaksOf } from '../dockerfile-secrets.ts';
import { literally } from '../external-images.ts';
import { andMore, few } from '../few.ts';
import { code, list } from '../../../src/grade/markdown.ts';
import { shellPath, shellWord } from '../../../src/evidence/shell-word.ts';

export default check({
  id: 'no-secrets-in-dockerfile',
  title: 'The Dockerfile writes no secret into the image or its history',
  needs: { dockerfile, tree },
  after: ['dockerfile-parses'],
  weight: 1,
  level: 'mid',
  skills: ['docker.build-secrets'],
  why: 'ARG and ENV values are kept in the history and the provenance of an image: whoever can pull it can read them.',
  docs: 'https://docs.docker.com/build/building/secrets/',
  judge: ({ dockerfile, tree }) => {
    const { app, file, at } = appImage(dockerfile);
    const named = leaksOf(file);
    const seen = new Set(named.map(({ line }) => line));
    const shaped = tree.suspects.flatMap(({ path, line, kind }): readonly Leak[] =>
      path !== app.path || line === undefined || seen.has(line) ? [] : [{ line, what: kind.replaceAll('-', ' '), name: undefined, typed: true }],
    );
    const leaks = [...named, ...shaped].sort((one, other) => one.line - other.line);
    const [first, ...others] = few(leaks);
    if (first === undefined) return pass('no instruction holds or records one');
    return fail({
      expected: 'secrets given to the RUN that needs them by `--mount=type=secret`, and to the server when it runs',
      observed: `${list([first, ...others].map(({ line, what }) => `${code(what)} on line ${line}`))}${andMore(leaks)}`,
      at: at(first.line),
      alsoAt: others.map(({ line }) => at(line)),
      fix: [first, ...others].map(fixFor).join('\n'),
      reproduce: [first, ...others].map((leak) => searchFor(leak, file.path)).filter((each, index, all) => all.indexOf(each) === index).join(' && '),
    });
  },
});

function fixFor({ line, name, typed }: Leak): string {
  const variable = name !== undefined && /^\w+$/.test(name) ? name : 'TOKEN';
  const mount = `\`RUN --mount=type=secret,id=${variable},env=${variable} …\``;
  const build = `\`docker build --secret id=${variable},env=${variable} …\``;
  const burnt = typed ? ' Replace the secret too: whoever cloned the repository has it.' : '';
  return `Line ${line}: take it out. A RUN that needs it gets it by ${mount}, built with ${build}; the server gets it when it starts.${burnt}`;
}

const shapes = [
  'AKIA[0-9A-Z]{16}|ASIA[0-9A-Z]{16}|AIza[0-9A-Za-z_-]{35}|gh[pousr]_[0-9A-Za-z]{36}|github_pat_[0-9A-Za-z_]{50}|dckr_[po]at_|glpat-|npm_[0-9A-Za-z]{36}|xox[abeoprs]-',
  'PRIVATE KEY-|://[^ /:@$]*:[^ /:@$<{]{3,}@|(authorization|private-token|x-api-key) *: *[^$]|-(u|-user|-password|-token)[= ]+[^ $]',
  '(password|passwd|passphrase|secret|token|apikey|api_key|access_key|private_key)["\']?[=:] *["\']?[^$"\' ]{3}',
].join('|');

/** Prints nothing of the secret. */
function searchFor({ name }: Leak, path: string): string {
  const pattern = name === undefined ? shapes : `^ *(ARG|ENV|LABEL) +([^#]* )?${literally(name)}([= ]|$)|^ +${literally(name)}=`;
  return `! grep -vE '^ *#' ${shellPath(path)} | grep -qiE -e ${shellWord(pattern)}`;
}
