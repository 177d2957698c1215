import { prove } from '../../../test/prove.ts';
import metricsScraped from './metrics-scraped.ts';

await prove(import.meta.url, metricsScraped);
