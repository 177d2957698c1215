import { prove } from '../../../test/prove.ts';
import resourcesSet from './resources-set.ts';

await prove(import.meta.url, resourcesSet);
