import type { ImageBuildFacts } from '../../src/collect/image/build/section.ts';
import type { RunStartFacts } from '../../src/collect/run/start/section.ts';
import { code, list } from '../../src/grade/markdown.ts';
import { onContainer, onServer } from './built-image.ts';

type Outcome = RunStartFacts['outcome'];
type Need = NonNullable<RunStartFacts['needs']>[number];

/** What keeps a server from running with nothing: as it was seen, its cure, and a command that fails till then. */
export type RunTrouble = { readonly observed: string; readonly fix: string; readonly reproduce: (build: ImageBuildFacts) => string };

const givenPort = 8080;

/** Where it answered; the given server's port where it never did. */
export const portOf = ({ outcome }: RunStartFacts): number => (outcome.kind === 'serving' ? outcome.port : givenPort);

export function runTrouble(start: RunStartFacts): RunTrouble | undefined {
  const { outcome, needs = [] } = start;
  switch (outcome.kind) {
    case 'unstartable':
      return { observed: `Docker can't start it: ${code(outcome.message)}`, fix: startable, reproduce: staysUp };
    case 'ended':
      return { observed: `${howItEnds(outcome)}${said(outcome.printed)}${needed(needs)}`, fix: outcome.printed.some(isForeign) ? startable : cure(needs), reproduce: staysUp };
    case 'silent':
      return silent(outcome, needs);
    case 'serving':
      return whileServing(outcome, start.wrote);
  }
}

const startable = 'Start a program that is in the image and made for this platform: `ENTRYPOINT ["/server"]`.';

/** The kernel's word for a program of another architecture, or a script without its first line. */
const isForeign = (line: string): boolean => line.includes('exec format error');

const howItEnds = ({ ended: { exitCode, outOfMemory } }: Extract<Outcome, { kind: 'ended' }>): string =>
  outOfMemory ? 'it runs out of memory before it answers' : `it ends with exit code ${exitCode} before it answers`;

function silent({ printed }: Extract<Outcome, { kind: 'silent' }>, needs: readonly Need[]): RunTrouble {
  const fix = needs.length > 0 ? cure(needs) : 'Listen on all addresses, not on localhost alone (`ADDR=:8080`, the default, does), and on the port that `EXPOSE` names.';
  const reproduce = needs.includes('network') ? answersAlone : answers('/healthz');
  return { observed: `it runs, and answers nobody outside of its container${said(printed)}${needed(needs)}`, fix, reproduce };
}

function whileServing({ port, echo, paths }: Extract<Outcome, { kind: 'serving' }>, wrote: readonly string[]): RunTrouble | undefined {
  if (echo.kind === 'failed') return { observed: 'a request ends without an answer', fix: 'Build the given `server.go`, which answers all.', reproduce: answers('/a/b', port) };
  if (echo.kind === 'wrong') {
    const missing = list(echo.missing.map((part) => (part === 'json' ? 'JSON' : part)));
    return { observed: `its answer lacks the ${missing} of what was sent`, fix: 'Build the given `server.go`, which answers with what it was sent.', reproduce: echoes(port) };
  }
  const bad = paths.find(({ exchange }) => exchange.kind === 'failed' || exchange.status !== 200);
  if (bad !== undefined) {
    const seen = bad.exchange.kind === 'failed' ? 'no answer' : `status ${bad.exchange.status}`;
    return { observed: `${code(bad.path)} gives ${seen}`, fix: 'Build the given `server.go`, which answers there with 200.', reproduce: answers(bad.path, port) };
  }
  return wrote.length === 0 ? undefined : writes(wrote);
}

const writes = (wrote: readonly string[]): RunTrouble => ({
  observed: `it writes ${list(wrote.slice(0, 5).map(code))}${wrote.length > 5 ? ', and more' : ''}`,
  fix: 'Write nothing to disk: log to stdout, and keep what must last in a volume. `docker diff` lists what it wrote.',
  reproduce: (build) => onContainer(build, '--network=none', 'test -z "$(docker diff "$running")"'),
});

/** A program that calls others at its start ends, or not, with nobody there. */
const staysUp = (build: ImageBuildFacts): string =>
  onContainer(build, '--network=none', `test "$(docker inspect --format '{{.State.Running}}' "$running")" = true`);

const answers =
  (path: string, port = givenPort) =>
  (build: ImageBuildFacts): string =>
    onServer(build, port, `curl -fsS -o /dev/null "http://$at${path}"`);

const echoes = (port: number) => (build: ImageBuildFacts): string =>
  onServer(build, port, `word=$RANDOM && curl -fsS -X PUT -H "x-probe: header-$word" "http://$at/path-$word?query=is-$word" | tr -d ' ' | grep '"method":"PUT"' | grep "\\"path\\":\\"/path-$word\\"" | grep "is-$word" | grep -q "header-$word"`);

/** Asked from within: a container without a network can be reached from nowhere else. */
const answersAlone = (build: ImageBuildFacts): string =>
  onContainer(build, '--network=none', `docker run --rm --network="container:$running" busybox:stable wget -qO /dev/null http://127.0.0.1:${givenPort}/healthz`);

const said = (printed: readonly string[]): string => (printed.length === 0 ? '' : `; it prints ${code(printed.at(-1) ?? '')}`);

const words: Readonly<Record<Need, string>> = {
  'writable-root': 'a root that it can write to',
  network: 'a network',
  capabilities: 'capabilities',
  'its-own-user': "the image's own user",
  'new-privileges': 'new privileges',
  memory: 'more than 64 MiB',
};

const needed = (needs: readonly Need[]): string => (needs.length === 0 ? '' : `; it starts when it has ${list(needs.map((need) => words[need]))}`);

const cures: Readonly<Record<Need, string>> = {
  'writable-root': 'Write nothing at start: no pid file, cache or log file under `/`; what must be written goes to a volume.',
  network: 'Call nobody at start: the server is to answer without a network, as the given `server.go` does.',
  capabilities: 'Listen on a port above 1023, such as `8080`, and change no owner or user at start.',
  'its-own-user': 'Make the program readable and executable for everybody: `COPY --chmod=0555 --from=build /out/server /server`.',
  'new-privileges': 'Start the program itself, without `sudo`, `su` or setuid.',
  memory: 'Load nothing large before it is asked for; `ENV GOMEMLIMIT=48MiB` has Go collect in time.',
};

const cure = (needs: readonly Need[]): string =>
  needs.length === 0 ? 'See with `docker logs` what it lacks, and put that into the image.' : needs.map((need) => cures[need]).join(' ');
