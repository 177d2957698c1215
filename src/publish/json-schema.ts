import { z } from 'zod';
import { report } from '../grade/report.ts';

/** The JSON Schema (2020-12) of a report, for whoever reads `report.json` in another language. */
export const reportJsonSchema = (): object => ({
  $id: 'docc/report@1',
  title: 'docc report',
  description: 'What a submission earned, objective by objective and check by check, and how to earn the rest. Points are tenths divided by ten.',
  ...z.toJSONSchema(report),
});
