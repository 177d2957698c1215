import type { Environment } from '../src/tools/find-program.ts';
import { type Commands, commandsWith, dockerHere } from './stand-in-programs.ts';

/** What image commands are run with: builds take minutes here, and nothing is fetched. */
export const imageCommands = (env: Environment): Promise<Commands> =>
  commandsWith({ ...env, TRIVY_SKIP_DB_UPDATE: 'true', TRIVY_SKIP_JAVA_DB_UPDATE: 'true', TRIVY_OFFLINE_SCAN: 'true' }, { docker: dockerHere(env) }, 300_000);
