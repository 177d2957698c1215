import { prove } from '../../../test/prove.ts';
import podReadOnlyRoot from './pod-read-only-root.ts';

await prove(import.meta.url, podReadOnlyRoot);
