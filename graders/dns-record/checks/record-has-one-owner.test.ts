import { prove } from '../../../test/prove.ts';
import recordHasOneOwner from './record-has-one-owner.ts';

await prove(import.meta.url, recordHasOneOwner);
