import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import { home } from '../src/cli/version.ts';

const source = join(home, 'wasm', 'hcl');
const packed = join(source, 'hcl.wasm.zst');
const checksum = join(source, 'hcl.wasm.sha256');
const run = promisify(execFile);

/** `--write` makes the artefact anew; without it, it is proven to be what its source builds. Exit code 1: it is not. */
async function main(args: readonly string[]): Promise<void> {
  const wanted = `go${(await readFile(join(source, 'go.mod'), 'utf8')).match(/^go (\S+)$/m)?.[1]}`;
  const present = await run('go', ['env', 'GOVERSION'], { env: { ...process.env, GOTOOLCHAIN: 'local' } }).then(({ stdout }) => stdout.trim(), () => 'none');
  if (present !== wanted) return console.log(`skipped: hcl.wasm is built by ${wanted}, and this machine has ${present}`);
  const built = await build();
  if (args.includes('--write')) await write(built);
  const [said, committed] = [(await readFile(checksum, 'utf8')).trim(), sha256(await promisify(zstdDecompress)(await readFile(packed)))];
  const same = sha256(built) === committed && committed === said;
  console.log(same ? `hcl.wasm is its source: ${said}` : `hcl.wasm is not its source: built ${sha256(built)}, committed ${committed}, hcl.wasm.sha256 ${said}`);
  process.exitCode = same ? 0 : 1;
}

const sha256 = (bytes: Uint8Array): string => hash('sha256', bytes);

async function build(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'docc-wasm-'));
  try {
    const module = join(folder, 'hcl.wasm');
    await run(join(source, 'build.sh'), [module], { env: { ...process.env, GOTOOLCHAIN: 'local' } });
    return await readFile(module);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function write(built: Buffer): Promise<void> {
  const options = { params: { [constants.ZSTD_c_compressionLevel]: 19 } };
  await writeFile(packed, await promisify(zstdCompress)(built, options));
  await writeFile(checksum, `${sha256(built)}\n`);
}

await main(process.argv.slice(2));
