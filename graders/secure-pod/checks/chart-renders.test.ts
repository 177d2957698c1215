import { prove } from '../../../test/prove.ts';
import chartRenders from './chart-renders.ts';

await prove(import.meta.url, chartRenders);
