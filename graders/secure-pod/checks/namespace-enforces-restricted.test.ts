import { prove } from '../../../test/prove.ts';
import namespaceEnforcesRestricted from './namespace-enforces-restricted.ts';

await prove(import.meta.url, namespaceEnforcesRestricted);
