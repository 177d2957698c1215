#!/usr/bin/env node
// JavaScript, not TypeScript: Node.js loads its TypeScript stripper (20 to 40 ms) for what is not in the compile cache,
// and an entry never is.
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

// In the user's own cache: the default folder under /tmp is open to others, who could put code there.
enableCompileCache(join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'docc', 'compiled'));

const { main } = await import('../src/cli/main.ts');
await main();
