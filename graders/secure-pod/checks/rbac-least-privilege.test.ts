import { prove } from '../../../test/prove.ts';
import rbacLeastPrivilege from './rbac-least-privilege.ts';

await prove(import.meta.url, rbacLeastPrivilege);
