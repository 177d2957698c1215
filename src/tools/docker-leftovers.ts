import { hostname } from 'node:os';
import { type Docker, quick } from './docker.ts';
import { ownBuilder } from './docker-builder.ts';
import { label, machineMark, ownImages } from './docker-run.ts';
import { isAlive } from './temporary.ts';

/**
 * Removes what runs of docc that were killed left in Docker: containers, networks, images and builders, each by the process that
 * made it. What belongs to a run that is still at work stays.
 */
export async function removeLeftInDocker(docker: Docker): Promise<void> {
  await removeLabelled(docker, ['container', 'ls', '--all'], ['container', 'rm', '--force', '--volumes']);
  await removeLabelled(docker, ['network', 'ls'], ['network', 'rm']);
  const images = await printed(docker, ['image', 'ls', `--filter=reference=${ownImages}`, '--format', '{{.Repository}}:{{.Tag}}']);
  const left = images.filter((name) => isLeft(loaderOf(name)));
  if (left.length > 0) await docker.run(['image', 'rm', ...left], quick);
  for (const name of await printed(docker, ['buildx', 'ls', '--format', '{{.Name}}'])) {
    if (isLeft(ownBuilder.exec(name)?.[1])) await docker.run(['buildx', 'rm', '--force', name], { ...quick, timeoutMs: 60_000 });
  }
}

async function removeLabelled(docker: Docker, list: readonly string[], remove: readonly string[]): Promise<void> {
  const rows = await printed(docker, [...list, `--filter=label=${label}`, '--format', `{{.ID}} {{.Label "${label}"}}`]);
  const left = rows.map((row) => row.split(' ', 2)).flatMap(([id = '', maker = '']) => (isLeft(onThisMachine(maker)) ? [id] : []));
  if (left.length > 0) await docker.run([...remove, ...left], quick);
}

/** The process that made it; undefined where that is another machine's. */
function onThisMachine(maker: string): string | undefined {
  const [, pid, host] = /^(\d+)@(.+)$/.exec(maker) ?? [];
  return host === hostname() ? pid : undefined;
}

function loaderOf(name: string): string | undefined {
  const [, pid, machine] = /:(\d+)-([0-9a-f]+)-[0-9a-f]+$/.exec(name) ?? [];
  return machine === machineMark() ? pid : undefined;
}

const isLeft = (pid: string | undefined): boolean => pid !== undefined && /^\d+$/.test(pid) && !isAlive(Number(pid));

async function printed(docker: Docker, args: readonly string[]): Promise<readonly string[]> {
  const result = await docker.run(args, quick);
  return result.kind === 'exited' && result.code === 0 ? result.stdout.toString('utf8').split('\n').filter((line) => line !== '') : [];
}
