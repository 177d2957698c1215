import fc from 'fast-check';

// The same examples all day: what passed before a push passes after it, and tomorrow others are tried. A failure prints its seed.
fc.configureGlobal({ seed: Number(process.env['DOCC_TEST_SEED'] ?? Math.floor(Date.now() / 86_400_000)) });
