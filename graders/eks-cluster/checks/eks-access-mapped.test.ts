import { prove } from '../../../test/prove.ts';
import eksAccessMapped from './eks-access-mapped.ts';

await prove(import.meta.url, eksAccessMapped);
