import { prove } from '../../../test/prove.ts';
import ownNamespace from './own-namespace.ts';

await prove(import.meta.url, ownNamespace);
