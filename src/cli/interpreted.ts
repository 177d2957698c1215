import { z } from 'zod';

// Before any schema is made, so the first import of an entry. A command reads most of its documents once, and compiling each validator for that
// would cost more (15 to 40 ms) than it saves; what is read again and again is compiled by src/evidence/reader.ts.
z.config({ jitless: true });
