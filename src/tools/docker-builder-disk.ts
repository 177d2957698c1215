import { type Docker, quick } from './docker.ts';
import { containerOf } from './docker-builder-fence.ts';

const root = '/var/lib/buildkit';

/** Bytes that the builder holds: base images, layers, caches. Undefined where they can't be counted. */
export const heldBy = (docker: Docker, builder: string): Promise<number | undefined> => kibibytesIn(docker, builder, `du -sk ${root}`, /^(\d+)\s/);

/** Bytes that are free where the builder's steps write. Undefined where it has no container of its own here. */
export const roomOf = (docker: Docker, builder: string): Promise<number | undefined> => kibibytesIn(docker, builder, `df -Pk ${root}`, /\n\S+\s+\d+\s+\d+\s+(\d+)\s/);

async function kibibytesIn(docker: Docker, builder: string, command: string, count: RegExp): Promise<number | undefined> {
  const counted = await docker.run(['container', 'exec', containerOf(builder), ...command.split(' ')], quick);
  const [, kibibytes] = counted.kind === 'exited' ? (count.exec(counted.stdout.toString('utf8')) ?? []) : [];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}
