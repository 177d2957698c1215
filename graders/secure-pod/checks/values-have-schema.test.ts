import { prove } from '../../../test/prove.ts';
import valuesHaveSchema from './values-have-schema.ts';

await prove(import.meta.url, valuesHaveSchema);
