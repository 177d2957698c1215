import { prove } from '../../../test/prove.ts';
import eksControlPlaneLogs from './eks-control-plane-logs.ts';

await prove(import.meta.url, eksControlPlaneLogs);
