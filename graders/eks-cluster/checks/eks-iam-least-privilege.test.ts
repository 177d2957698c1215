import { prove } from '../../../test/prove.ts';
import eksIamLeastPrivilege from './eks-iam-least-privilege.ts';

await prove(import.meta.url, eksIamLeastPrivilege);
