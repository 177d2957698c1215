import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

// Before anything else is loaded: it halves what loading TypeScript and its libraries takes. In the user's own cache,
// since the default folder under /tmp is open to others, who could put code there.
enableCompileCache(join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'docc', 'compiled'));

const [{ docc }, { realWorld }, { findGraders }] = await Promise.all([
  import('./docc.ts'),
  import('./world.ts'),
  import('../catalogue/find.ts'),
]);
process.exitCode = await docc(process.argv.slice(2), realWorld(findGraders));
