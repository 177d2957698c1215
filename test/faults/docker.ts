import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { elfOf } from '../../src/collect/image/layout/elf.fixture.ts';
import { plain, type WrittenLayout, writtenLayout } from '../../src/collect/image/layout/layout.fixture.ts';
import { quoted } from './programs.ts';

/** An image, what Trivy finds in it, and how its server ends. */
export type Work = { readonly name: string; readonly builds: boolean; readonly user: string; readonly vulnerable: boolean; readonly exitCode: number };

/** Honest work, and mistakes that only an image tells. */
export const works: readonly Work[] = [
  { name: 'honest', builds: true, user: '65532', vulnerable: false, exitCode: 0 },
  { name: 'root, vulnerable, hasty', builds: true, user: '', vulnerable: true, exitCode: 2 },
  { name: 'a step that fails', builds: false, user: '65532', vulnerable: false, exitCode: 0 },
];

/** Docker and Trivy by what they would say: every call is a process, nothing is built, and what runs is a server of the test's. */
export type StandIns = { readonly docker: string; readonly trivy: string };

/** A server that tells what it was asked, as the given one does. */
export async function tellingServer(): Promise<Server & { readonly port: number }> {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://docc.invalid');
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ method: request.method, path: pathname, query: Object.fromEntries(searchParams), headers: request.headers }));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  return Object.assign(server, { port: typeof address === 'object' && address !== null ? address.port : 0 });
}

const imageOf = ({ user }: Work, port: number): Promise<WrittenLayout> =>
  writtenLayout([plain([{ name: 'server', mode: 0o755, bytes: elfOf({}) }])], {
    config: { User: user, Entrypoint: ['/server'], ExposedPorts: { [`${port}/tcp`]: {} } },
    history: [{ created: '2020-01-01T00:00:00Z', created_by: 'COPY /server /server # buildkit' }],
    rootfs: { type: 'layers', diff_ids: [] },
  });

export async function standIns(folder: string, work: Work, port: number): Promise<StandIns> {
  await mkdir(join(folder, 'containers'), { recursive: true });
  const image = await imageOf(work, port);
  return { docker: await program(join(folder, 'docker'), dockerText(join(folder, 'containers'), work, image)), trivy: await program(join(folder, 'trivy'), trivyText(work)) };
}

async function program(path: string, text: string): Promise<string> {
  await writeFile(path, text);
  await chmod(path, 0o755);
  return path;
}

/** BuildKit's, of a step that fails with that exit code. */
const failing = (code: number): string =>
  [
    JSON.stringify({ vertexes: [{ digest: 'sha256:1', name: '[build 3/3] RUN go build', started: '2026-01-01T00:00:00Z', error: `process "/bin/sh -c go build" did not complete successfully: exit code: ${code}` }] }),
    'Dockerfile:3',
    `ERROR: failed to build: failed to solve: process "/bin/sh -c go build" did not complete successfully: exit code: ${code}`,
  ].join('\n');

/** What stands in for a step that the kernel ended. */
export const killedStep = (): string => failing(137);

function dockerText(containers: string, { builds, exitCode }: Work, { folder: layout, manifest }: WrittenLayout): string {
  const metadata = JSON.stringify({ 'containerimage.digest': manifest, 'containerimage.config.digest': `sha256:${'c'.repeat(64)}` });
  const state = '{"Running":%s,"ExitCode":%s,"OOMKilled":false}';
  return `#!/bin/sh
PATH=/usr/bin:/bin
cd ${quoted(containers)}
state() { read -r running code < "$1" || exit 1; }
case "$1 $2" in
  '--version '*) echo 'Docker version 29.0.0, build docc' ;;
  'version '*) echo '{"Version":"29.0.0","Os":"linux","Arch":"amd64"}' ;;
  'buildx inspect') echo 'BuildKit version: v0.25.0' ;;
  'buildx build')
    ${builds ? '' : `printf '%s\\n' ${quoted(failing(1))} >&2; exit 1`}
    for word in "$@"; do case "$word" in
      --output=type=oci,*) into="\${word#*dest=}"; cp -R ${quoted(layout)} "\${into%%,*}" ;;
      --output=type=docker,*) into="\${word#*dest=}"; : > "\${into%%,*}" ;;
      --metadata-file=*) printf '%s' ${quoted(metadata)} > "\${word#*=}" ;;
    esac; done ;;
  'run --detach') for word in "$@"; do case "$word" in --name=*) id="\${word#*=}" ;; esac; done; echo 'true 0' > "$id"; echo "$id" ;;
  'container inspect')
    state "$3"
    address=; [ "$running" = true ] && address=127.0.0.1
    printf '[{"State":${state},"NetworkSettings":{"Networks":{"any":{"IPAddress":"%s"}}}}]' "$running" "$code" "$address" | sed "s/\\"any\\"/\\"$(cat ../network)\\"/" ;;
  'container kill') state "$4"; [ "$running" = true ] || { echo "Error response from daemon: container $4 is not running" >&2; exit 1; }; echo 'false ${exitCode}' > "$4" ;;
  'container rm') for word in "$@"; do id="$word"; done; rm -f "$id" ;;
  'network create') for word in "$@"; do echo "$word" > ../network; done ;;
esac
`;
}

const vulnerability = { VulnerabilityID: 'CVE-2026-0001', PkgName: 'stdlib', InstalledVersion: '1.20', FixedVersion: '1.21', Severity: 'CRITICAL', Title: 'made up' };

function trivyText({ vulnerable }: Work): string {
  const report = { SchemaVersion: 2, ArtifactType: 'container_image', Results: [{ Target: 'server', Class: 'lang-pkgs', Type: 'gobinary', Packages: [{ Name: 'stdlib' }], ...(vulnerable && { Vulnerabilities: [vulnerability] }) }] };
  return `#!/bin/sh
case "$*" in
  version*) echo '{"Version":"0.69.3","VulnerabilityDB":{"UpdatedAt":"2026-11-01T00:00:00Z"}}' ;;
  *cyclonedx*) echo '{"bomFormat":"CycloneDX","components":[]}' ;;
  *) echo ${quoted(JSON.stringify(report))} ;;
esac
`;
}

/** Lines of a shell for a daemon that restarts: whatever ran is ended, and nobody answers. */
export const restarted = (containers: string): string => `for each in ${quoted(containers)}/*; do [ -e "$each" ] && echo 'false 137' > "$each"; done
echo 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?' >&2
[ "$1" = run ] && exit 125
exit 1`;
