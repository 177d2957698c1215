import { prove } from '../../../test/prove.ts';
import podNoPrivilegeEscalation from './pod-no-privilege-escalation.ts';

await prove(import.meta.url, podNoPrivilegeEscalation);
