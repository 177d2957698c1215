import './between.ts';
import { proveFaults } from './prove.ts';
import { sourceBench, sourceSchedules, tellSource } from './source.ts';

proveFaults({ during: 'while files are read', open: sourceBench, schedules: sourceSchedules(true), tell: tellSource, usually: 300 });
