import './interpreted.ts';
import { findGraders } from '../catalogue/find.ts';
import type { WasmStandby } from '../tools/wasm.ts';
import { docc } from './docc.ts';
import { realWorld } from './world.ts';

/** docc from a checkout: the real world, and graders as their folders are now. */
export async function main(hcl: WasmStandby | undefined): Promise<void> {
  process.exitCode = await docc(process.argv.slice(2), { ...realWorld(findGraders), ...(hcl !== undefined && { hcl }) });
}
