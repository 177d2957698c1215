import { chmod, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { home } from '../src/cli/version.ts';
import type { Environment } from '../src/tools/find-program.ts';
import { temporaryFolder } from '../src/tools/temporary.ts';
import { baseImagesSetting } from '../src/collect/image/substitutes.ts';
import { shellWord } from '../src/evidence/shell-word.ts';
import { type Reproduction, reproducedIn } from './reproduction.ts';

/** What image commands are run with: builds take minutes here, and Docker is told where this machine has base images. */
export type ImageCommands = {
  readonly reproduced: (command: string, files: Readonly<Record<string, string>>) => Promise<Reproduction>;
  readonly dispose: () => Promise<void>;
};

const timeoutMs = 300_000;

export async function imageCommands(env: Environment): Promise<ImageCommands> {
  const folder = await temporaryFolder('programs');
  await script(join(folder.path, 'docker'), docker(env));
  await symlink(join(home, 'bin', 'docc.mjs'), join(folder.path, 'docc'));
  const path = `${folder.path}${delimiter}${env['PATH'] ?? ''}`;
  const offline = { TRIVY_SKIP_DB_UPDATE: 'true', TRIVY_SKIP_JAVA_DB_UPDATE: 'true', TRIVY_OFFLINE_SCAN: 'true' };
  return {
    reproduced: async (command, files) => await reproducedIn({ env: { ...env, ...offline, PATH: path }, timeoutMs }, command, files),
    dispose: async () => await folder[Symbol.asyncDispose](),
  };
}

async function script(path: string, text: string): Promise<void> {
  await writeFile(path, text);
  await chmod(path, 0o755);
}

/** Docker, whose builds take base images from where this machine has them, and whose new builders do so too: a person's would ask the registry. */
const docker = (env: Environment): string => `#!/bin/bash
PATH=${shellWord(env['PATH'] ?? '')}
at_hand=${shellWord(env['DOCC_BUILDER'] ?? 'default')}
if [ "$1 $2" = 'buildx create' ]; then
  shift 2
  settings=$(mktemp)
  trap 'rm "$settings"' EXIT
  docker buildx inspect "$at_hand" | sed -n 's/^ > //p' > "$settings"
  docker buildx create --driver-opt=network=host --buildkitd-config="$settings" "$@"
  exit
fi
[ "$1" = build ] || exec docker "$@"
shift
contexts=()
for pair in ${(env[baseImagesSetting] ?? '').replaceAll(',', ' ')}; do
  for image in $(grep -rhoE --include='*Dockerfile*' "\${pair%%=*}(@sha256:[0-9a-f]{64})?" . | sort -u); do
    contexts+=("--build-context=$image=docker-image://\${pair#*=}")
  done
done
exec docker build --builder="$at_hand" "\${contexts[@]}" "$@"
`;
