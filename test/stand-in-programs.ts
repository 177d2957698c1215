import { chmod, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { home } from '../src/cli/version.ts';
import { baseImagesSetting } from '../src/collect/image/substitutes.ts';
import { shellWord } from '../src/evidence/shell-word.ts';
import type { Environment } from '../src/tools/find-program.ts';
import { temporaryFolder } from '../src/tools/temporary.ts';
import { type Reproduction, reproducedIn } from './reproduction.ts';

/** Runs the commands of reports with programs of this machine's in the place of those that ask the network. */
export type Commands = {
  readonly reproduced: (command: string, files: Readonly<Record<string, string>>) => Promise<Reproduction>;
  readonly dispose: () => Promise<void>;
};

/** Bash scripts by the name of the program that they stand in for; a name of theirs without a path is the program itself. */
export type StandIns = Readonly<Record<string, string>>;

export async function commandsWith(env: Environment, standIns: StandIns, timeoutMs: number): Promise<Commands> {
  const folder = await temporaryFolder('programs');
  const itself = `#!/bin/bash\nPATH=${shellWord(env['PATH'] ?? '')}\n`;
  for (const [name, text] of Object.entries(standIns)) await program(join(folder.path, name), `${itself}${text}`);
  await symlink(join(home, 'bin', 'docc.mjs'), join(folder.path, 'docc'));
  const path = `${folder.path}${delimiter}${env['PATH'] ?? ''}`;
  return {
    reproduced: async (command, files) => await reproducedIn({ env: { ...env, PATH: path }, timeoutMs }, command, files),
    dispose: async () => await folder[Symbol.asyncDispose](),
  };
}

async function program(path: string, text: string): Promise<void> {
  await writeFile(path, text);
  await chmod(path, 0o755);
}

/** Docker, whose builds take base images from where this machine has them, and whose new builders do so too: a person's would ask the registry. */
export const dockerHere = (env: Environment): string => `at_hand=${shellWord(env['DOCC_BUILDER'] ?? 'default')}
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
