import { prove } from '../../../test/prove.ts';
import eksSpansZones from './eks-spans-zones.ts';

await prove(import.meta.url, eksSpansZones);
