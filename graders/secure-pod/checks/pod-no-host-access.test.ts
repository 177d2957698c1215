import { prove } from '../../../test/prove.ts';
import podNoHostAccess from './pod-no-host-access.ts';

await prove(import.meta.url, podNoHostAccess);
